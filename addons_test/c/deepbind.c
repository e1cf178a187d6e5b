// An addon that has a function of the host's under the same name: whose it calls is up to the flags that it is loaded with.

#define NAPI_VERSION 8
#include "common.h"

const char* uv_version_string(void) { return "the addon's own"; }

static napi_value version(napi_env env, napi_callback_info info) { return string_value(env, uv_version_string()); }

EXPORT(METHOD(version))
