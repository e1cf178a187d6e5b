// The old way to register: a constructor that runs while the image is loaded.

#define NAPI_VERSION 8
#include "common.h"

static int loads = 0;

static napi_value init(napi_env env, napi_value exports) {
  loads++;
  napi_set_named_property(env, exports, "loads", number_value(env, loads));
  return exports;
}

static napi_module module = {1, 0, __FILE__, init, "registration_static", NULL, {0}};

__attribute__((constructor)) static void register_module(void) { napi_module_register(&module); }
