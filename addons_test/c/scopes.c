// Handle scopes, promises, scripts, and what the environment tells of itself.

#define NAPI_VERSION 9
#include "common.h"

// Opens and closes a scope around each of many values.
static napi_value many(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  double sum = 0;
  for (double i = 0, count = to_double(env, argv[0]); i < count; i++) {
    napi_handle_scope scope;
    TRY(napi_open_handle_scope(env, &scope));
    sum += to_double(env, number_value(env, i));
    TRY(napi_close_handle_scope(env, scope));
  }
  return number_value(env, sum);
}

// A value that leaves the scope it was made in: [value, status of escaping again]
static napi_value escape(napi_env env, napi_callback_info info) {
  napi_escapable_handle_scope scope;
  napi_value inner, outer, result;
  TRY(napi_open_escapable_handle_scope(env, &scope));
  MUST(napi_create_object(env, &inner));
  MUST(napi_set_named_property(env, inner, "escaped", boolean_value(env, true)));
  TRY(napi_escape_handle(env, scope, inner, &outer));
  napi_status again = napi_escape_handle(env, scope, inner, &inner);
  TRY(napi_close_escapable_handle_scope(env, scope));
  MUST(napi_create_array(env, &result));
  MUST(napi_set_element(env, result, 0, outer));
  MUST(napi_set_element(env, result, 1, status_value(env, again)));
  return result;
}

// Values that are used although their scope is closed: wrong, but addons do it, and it works as long as no other value takes
// their place. As many before them as make several blocks of handles.
static napi_value after_close(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_handle_scope scope;
  napi_value object, text, property;
  napi_valuetype type;
  MUST(napi_open_handle_scope(env, &scope));
  for (double i = 0, count = to_double(env, argv[0]); i < count; i++) number_value(env, i);
  MUST(napi_create_object(env, &object));
  MUST(napi_set_named_property(env, object, "kept", string_value(env, "still there")));
  text = string_value(env, "a text");
  MUST(napi_close_handle_scope(env, scope));
  MUST(napi_typeof(env, text, &type));
  if (type != napi_string) return string_value(env, "the text is lost");
  TRY(napi_get_named_property(env, object, "kept", &property));
  return property;
}

static napi_value nested(napi_env env, napi_callback_info info) {
  napi_handle_scope scopes[50];
  napi_value kept, value;
  MUST(napi_create_object(env, &kept));
  for (int i = 0; i < 50; i++) {
    MUST(napi_open_handle_scope(env, &scopes[i]));
    MUST(napi_set_element(env, kept, (uint32_t)i, number_value(env, i)));
  }
  MUST(napi_get_element(env, kept, 49, &value));
  double last = to_double(env, value);
  for (int i = 49; i >= 0; i--) MUST(napi_close_handle_scope(env, scopes[i]));
  MUST(napi_set_named_property(env, kept, "last", number_value(env, last)));
  return kept;
}

// Scopes stay open across calls into JavaScript that throw.
static napi_value around_exception(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_handle_scope scope;
  napi_value ignored;
  MUST(napi_open_handle_scope(env, &scope));
  napi_call_function(env, undefined_value(env), argv[0], 0, NULL, &ignored);
  return status_value(env, napi_close_handle_scope(env, scope));
}

static napi_deferred deferred = NULL;

static napi_value promise(napi_env env, napi_callback_info info) {
  napi_value result;
  TRY(napi_create_promise(env, &deferred, &result));
  return result;
}

static napi_value resolve(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return status_value(env, napi_resolve_deferred(env, deferred, argv[0]));
}

static napi_value reject(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return status_value(env, napi_reject_deferred(env, deferred, argv[0]));
}

static napi_value run_script(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value result;
  TRY(napi_run_script(env, argv[0], &result));
  return result;
}

static napi_value about(napi_env env, napi_callback_info info) {
  uint32_t version;
  const napi_node_version* node;
  const char* file;
  napi_value result;
  MUST(napi_create_object(env, &result));
  MUST(napi_get_version(env, &version));
  MUST(napi_set_named_property(env, result, "version", number_value(env, version)));
  MUST(napi_get_node_version(env, &node));
  MUST(napi_set_named_property(env, result, "major", number_value(env, node->major)));
  MUST(napi_set_named_property(env, result, "release", string_value(env, node->release)));
  MUST(node_api_get_module_file_name(env, &file));
  MUST(napi_set_named_property(env, result, "file", string_value(env, file)));
  return result;
}

EXPORT(METHOD(many), METHOD(escape), METHOD(after_close), METHOD(nested), METHOD(around_exception), METHOD(promise), METHOD(resolve), METHOD(reject),
       METHOD(run_script), METHOD(about))
