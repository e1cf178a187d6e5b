// Registers from constructors, twice: the module that was registered last counts.

#define NAPI_VERSION 8
#include "common.h"

static napi_value init_first(napi_env env, napi_value exports) { return string_value(env, "the first"); }
static napi_value init_last(napi_env env, napi_value exports) { return string_value(env, "the last"); }

static napi_module first = {1, 0, __FILE__, init_first, "first", NULL, {0}};
static napi_module last = {1, 0, __FILE__, init_last, "last", NULL, {0}};

__attribute__((constructor(1000))) static void register_first(void) { napi_module_register(&first); }
__attribute__((constructor(1001))) static void register_last(void) { napi_module_register(&last); }
