// Names of properties as C strings, and what JavaScript that runs in between does to those that are remembered.

#define NAPI_VERSION 9
#include "common.h"

static napi_value get(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value result;
  TRY(napi_get_named_property(env, argv[0], "a name that is read", &result));
  return result;
}

static napi_value set(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  TRY(napi_set_named_property(env, argv[0], "a name that is set", self));
  return NULL;
}

static napi_value has(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  bool found;
  TRY(napi_has_named_property(env, argv[0], "a name that is looked for", &found));
  return boolean_value(env, found);
}

static napi_value define(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  const napi_property_descriptor method = {"a name that is defined", NULL, define, NULL, NULL, NULL, napi_default, NULL};
  TRY(napi_define_properties(env, argv[0], 1, &method));
  return NULL;
}

// Looks for more other names than a runtime may want to remember.
static napi_value others(napi_env env, napi_callback_info info) {
  static char names[4000][16];
  napi_value object;
  MUST(napi_create_object(env, &object));
  for (int i = 0; i < 4000; i++) {
    bool found;
    snprintf(names[i], sizeof names[i], "other %d", i);
    MUST(napi_has_named_property(env, object, names[i], &found));
  }
  return NULL;
}

EXPORT(METHOD(get), METHOD(set), METHOD(has), METHOD(define), METHOD(others))
