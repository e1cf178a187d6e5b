// Refers to a function that no library has, from a function of its own that need not be called.
#include "common.h"

void function_of_nobody(void);

static napi_value unresolved(napi_env env, napi_callback_info info) {
  function_of_nobody();
  return NULL;
}

static napi_value resolved(napi_env env, napi_callback_info info) { return number_value(env, 7); }

EXPORT(METHOD(unresolved), METHOD(resolved))
