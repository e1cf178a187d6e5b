// A library that another addon opens: no module itself, but it calls the host.

#define NAPI_VERSION 8
#include "common.h"
#include <uv.h>

static int constructed;
__attribute__((constructor)) static void construct(void) { constructed += 1; }

__attribute__((visibility("default"))) napi_value second_describe(napi_env env, napi_value value) {
  napi_valuetype type;
  char text[64];
  MUST(napi_typeof(env, value, &type));
  snprintf(text, sizeof text, "type %d, constructed %d, %s", type, constructed, uv_err_name(UV_EBUSY));
  return string_value(env, text);
}

__attribute__((visibility("default"))) uv_loop_t* second_default_loop(void) { return uv_default_loop(); }
