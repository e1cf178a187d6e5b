// What the C addons share: checked calls, arguments, the names of statuses, the table of functions that each exports.

#ifndef ADDONS_TEST_COMMON_H
#define ADDONS_TEST_COMMON_H

#include <node_api.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline const char* status_name(napi_status status) {
  static const char* const names[] = {
      "ok", "invalid_arg", "object_expected", "string_expected", "name_expected", "function_expected", "number_expected",
      "boolean_expected", "array_expected", "generic_failure", "pending_exception", "cancelled", "escape_called_twice",
      "handle_scope_mismatch", "callback_scope_mismatch", "queue_full", "closing", "bigint_expected", "date_expected",
      "arraybuffer_expected", "detachable_arraybuffer_expected", "would_deadlock", "no_external_buffers_allowed",
      "cannot_run_js"};
  return (size_t)status < sizeof(names) / sizeof(*names) ? names[status] : "unknown status";
}

// The name of a status as a JavaScript string: most test functions return it where the call fails.
static inline napi_value status_value(napi_env env, napi_status status) {
  napi_value result = NULL;
  napi_create_string_utf8(env, status_name(status), NAPI_AUTO_LENGTH, &result);
  return result;
}

// Returns the name of the status from the enclosing function when the call fails.
#define TRY(call)                                              \
  do {                                                         \
    napi_status try_status = (call);                           \
    if (try_status != napi_ok) return status_value(env, try_status); \
  } while (0)

// For calls that cannot fail unless the runtime is broken.
#define MUST(call)                                                                         \
  do {                                                                                     \
    napi_status must_status = (call);                                                      \
    if (must_status != napi_ok) {                                                          \
      fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #call, status_name(must_status)); \
      abort();                                                                             \
    }                                                                                      \
  } while (0)

// Declares `argc`, `argv` and `self` of the current call.
#define ARGUMENTS(count)          \
  size_t argc = (count);          \
  napi_value argv[(count)];       \
  napi_value self;                \
  MUST(napi_get_cb_info(env, info, &argc, argv, &self, NULL)); \
  (void)self

#define METHOD(name) {#name, NULL, name, NULL, NULL, NULL, napi_default_method, NULL}

#define EXPORT(...)                                                                            \
  static napi_value init_exports(napi_env env, napi_value exports) {                           \
    const napi_property_descriptor methods[] = {__VA_ARGS__};                                  \
    /* Fails in a worker that is terminated meanwhile. */                                      \
    napi_define_properties(env, exports, sizeof(methods) / sizeof(*methods), methods);         \
    return exports;                                                                            \
  }                                                                                            \
  NAPI_MODULE_INIT() { return init_exports(env, exports); }

static inline napi_value undefined_value(napi_env env) {
  napi_value result;
  MUST(napi_get_undefined(env, &result));
  return result;
}

static inline napi_value boolean_value(napi_env env, bool value) {
  napi_value result;
  MUST(napi_get_boolean(env, value, &result));
  return result;
}

static inline napi_value number_value(napi_env env, double value) {
  napi_value result;
  MUST(napi_create_double(env, value, &result));
  return result;
}

static inline napi_value string_value(napi_env env, const char* text) {
  napi_value result;
  MUST(napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &result));
  return result;
}

static inline double to_double(napi_env env, napi_value value) {
  double result = 0;
  MUST(napi_get_value_double(env, value, &result));
  return result;
}

static inline int32_t to_int32(napi_env env, napi_value value) {
  int32_t result = 0;
  MUST(napi_get_value_int32(env, value, &result));
  return result;
}

// A copy of a JavaScript string; the caller frees it.
static inline char* to_text(napi_env env, napi_value value) {
  size_t length;
  MUST(napi_get_value_string_utf8(env, value, NULL, 0, &length));
  char* text = malloc(length + 1);
  MUST(napi_get_value_string_utf8(env, value, text, length + 1, NULL));
  return text;
}

#endif
