// Has the well-known symbol and registers from a constructor as well: what was registered counts when the constructor has run
// just now, the symbol at every later load.

#define NAPI_VERSION 8
#include "common.h"

NAPI_MODULE_EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports) { return string_value(env, "the symbol"); }

static napi_value init(napi_env env, napi_value exports) { return string_value(env, "the constructor"); }

static napi_module module = {1, 0, __FILE__, init, "registration_both", NULL, {0}};

__attribute__((constructor)) static void register_module(void) { napi_module_register(&module); }
