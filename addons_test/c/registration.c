// Registers by symbol; its siblings, which include it, declare a version first, or return or throw something else.

#define NAPI_VERSION 8
#include "common.h"

#ifdef VERSION
NAPI_MODULE_EXPORT int32_t NAPI_CDECL node_api_module_get_api_version_v1(void) { return VERSION; }
#endif

static int loads = 0;

NAPI_MODULE_EXPORT napi_value NAPI_CDECL napi_register_module_v1(napi_env env, napi_value exports) {
  // For those that look from outside whether it was called at all.
  setenv("REGISTRATION_INITIALISED", "yes", 1);
  MUST(napi_set_named_property(env, exports, "loads", number_value(env, ++loads)));
  napi_ref reference = NULL;
  MUST(napi_set_named_property(env, exports, "reference_to_number", status_value(env, napi_create_reference(env, number_value(env, 5), 1, &reference))));
#if defined(THROWS)
  MUST(napi_throw_range_error(env, "ERR_INIT", "thrown by the initialiser"));
  return NULL;
#elif defined(RETURNS_TEXT)
  return string_value(env, "a text as exports");
#elif defined(RETURNS_NULL)
  return NULL;
#else
  return exports;
#endif
}
