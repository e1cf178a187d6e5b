// Errors: throwing, making, asking, catching; what is remembered of the last failure.

#define NAPI_VERSION 9
#include "common.h"

static napi_value throw_value(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_throw(env, argv[0]);
  return NULL;
}

typedef napi_status(NAPI_CDECL* thrower)(napi_env, const char*, const char*);
typedef napi_status(NAPI_CDECL* maker)(napi_env, napi_value, napi_value, napi_value*);
static const thrower throwers[] = {napi_throw_error, napi_throw_type_error, napi_throw_range_error, node_api_throw_syntax_error};
static const maker makers[] = {napi_create_error, napi_create_type_error, napi_create_range_error, node_api_create_syntax_error};

// `throw_kind(kind, code or undefined, message)`
static napi_value throw_kind(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  napi_valuetype type;
  MUST(napi_typeof(env, argv[1], &type));
  char* code = type == napi_string ? to_text(env, argv[1]) : NULL;
  char* message = to_text(env, argv[2]);
  throwers[to_int32(env, argv[0])](env, code, message);
  free(code);
  free(message);
  return NULL;
}

static napi_value make_kind(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  napi_valuetype type;
  MUST(napi_typeof(env, argv[1], &type));
  napi_value result;
  TRY(makers[to_int32(env, argv[0])](env, type == napi_undefined ? NULL : argv[1], argv[2], &result));
  return result;
}

static napi_value is_error(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  bool result;
  TRY(napi_is_error(env, argv[0], &result));
  return boolean_value(env, result);
}

static napi_value describe_last(napi_env env, const char* before) {
  const napi_extended_error_info* last;
  char text[256];
  MUST(napi_get_last_error_info(env, &last));
  snprintf(text, sizeof(text), "%s: %s, %s", before, status_name(last->error_code), last->error_message ? last->error_message : "no message");
  return string_value(env, text);
}

// The message of every failure that can be provoked, and that a success wipes it.
static napi_value last_errors(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value result, value, text = string_value(env, "text");
  uint32_t count = 0;
  bool flag;
  double number;
  size_t size;
  int64_t integer;
  void* data;
  MUST(napi_create_array(env, &result));
#define RECORD(call)                                             \
  do {                                                           \
    (void)(call);                                                \
    value = describe_last(env, #call);                           \
    MUST(napi_set_element(env, result, count++, value));         \
  } while (0)
  RECORD(napi_get_undefined(env, NULL));
  RECORD(napi_get_value_double(env, text, &number));
  RECORD(napi_get_value_bool(env, text, &flag));
  RECORD(napi_get_value_string_utf8(env, argv[0], NULL, 0, &size));
  RECORD(napi_get_value_bigint_int64(env, text, &integer, &flag));
  RECORD(napi_get_date_value(env, text, &number));
  RECORD(napi_create_symbol(env, argv[0], &value));
  RECORD(napi_get_array_length(env, text, &count));
  RECORD(napi_get_arraybuffer_info(env, text, &data, &size));
  RECORD(napi_detach_arraybuffer(env, text));
  RECORD(napi_detach_arraybuffer(env, argv[0]));
  RECORD(napi_close_handle_scope(env, NULL));
  // None is open: told by the status alone.
  RECORD(napi_get_date_value(env, text, &number));
  RECORD(napi_close_handle_scope(env, (napi_handle_scope)argv));
  RECORD(napi_unwrap(env, argv[0], &data));
  RECORD(napi_new_instance(env, argv[0], 0, NULL, &value));
  RECORD(napi_get_value_external(env, text, &data));
  RECORD(napi_typeof(env, text, (napi_valuetype*)&size));
#undef RECORD
  return result;
}

// The structure is the environment's: it is filled in when somebody asks.
static napi_value error_structure(napi_env env, napi_callback_info info) {
  const napi_extended_error_info *first, *second;
  napi_value value;
  double number;
  char log[512] = "";
#define ADD(...) snprintf(log + strlen(log), sizeof(log) - strlen(log), __VA_ARGS__)
#define DESCRIBE(what) \
  ADD("%s: %s, %s, %d %u\n", #what, status_name(what->error_code), what->error_message ? what->error_message : "no message", \
      what->engine_reserved != NULL, what->engine_error_code)
  napi_get_value_double(env, NULL, &number);
  MUST(napi_get_last_error_info(env, &first));
  DESCRIBE(first);
  MUST(napi_get_last_error_info(env, &second));
  DESCRIBE(second);
  ADD("same %d\n", first == second);
  MUST(napi_get_undefined(env, &value));
  ADD("not asked: %s\n", status_name(first->error_code));
  MUST(napi_get_last_error_info(env, &first));
  DESCRIBE(first);
  napi_get_value_double(env, NULL, &number);
  napi_get_value_double(NULL, NULL, &number);
  MUST(napi_get_last_error_info(env, &first));
  DESCRIBE(first);
  MUST(napi_get_undefined(env, &value));
  ADD("without a place: %s\n", status_name(napi_get_last_error_info(env, NULL)));
  MUST(napi_get_last_error_info(env, &first));
  DESCRIBE(first);
  return string_value(env, log);
}

// Catches what a function throws: [the value, was it pending before, is it pending after]
static napi_value catch_from(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value ignored, caught, result;
  bool before, after;
  napi_status status = napi_call_function(env, undefined_value(env), argv[0], 0, NULL, &ignored);
  MUST(napi_is_exception_pending(env, &before));
  MUST(napi_get_and_clear_last_exception(env, &caught));
  MUST(napi_is_exception_pending(env, &after));
  MUST(napi_create_array(env, &result));
  MUST(napi_set_element(env, result, 0, status_value(env, status)));
  MUST(napi_set_element(env, result, 1, caught));
  MUST(napi_set_element(env, result, 2, boolean_value(env, before)));
  MUST(napi_set_element(env, result, 3, boolean_value(env, after)));
  return result;
}

// What may be called while an exception is pending: the statuses, with the exception taken away at the end.
static napi_value while_pending(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  napi_value value, text = string_value(env, "text"), object = argv[1];
  napi_handle_scope scope;
  napi_ref reference;
  bool flag;
  double number;
  uint32_t length;
  char log[2048] = "";
  napi_call_function(env, undefined_value(env), argv[0], 0, NULL, &value);
#define RECORD(call)                                    \
  do {                                                  \
    const char* name = status_name(call);               \
    strcat(strcat(strcat(strcat(log, #call), " "), name), "\n"); \
  } while (0)
  RECORD(napi_create_object(env, &value));
  RECORD(napi_create_string_utf8(env, "x", 1, &value));
  RECORD(napi_create_double(env, 1, &value));
  RECORD(napi_get_value_double(env, text, &number));
  RECORD(napi_typeof(env, text, (napi_valuetype*)&length));
  RECORD(napi_strict_equals(env, text, text, &flag));
  RECORD(napi_open_handle_scope(env, &scope));
  RECORD(napi_close_handle_scope(env, scope));
  RECORD(napi_create_reference(env, object, 1, &reference));
  RECORD(napi_delete_reference(env, reference));
  RECORD(napi_set_property(env, object, text, text));
  RECORD(napi_get_property(env, object, text, &value));
  RECORD(napi_has_property(env, object, text, &flag));
  RECORD(napi_get_named_property(env, object, "x", &value));
  RECORD(napi_get_element(env, object, 0, &value));
  RECORD(napi_get_property_names(env, object, &value));
  RECORD(napi_get_prototype(env, object, &value));
  RECORD(napi_coerce_to_string(env, text, &value));
  RECORD(napi_coerce_to_bool(env, text, &value));
  RECORD(napi_instanceof(env, object, argv[0], &flag));
  RECORD(napi_create_function(env, NULL, 0, while_pending, NULL, &value));
  RECORD(napi_call_function(env, object, argv[0], 0, NULL, &value));
  RECORD(napi_new_instance(env, argv[0], 0, NULL, &value));
  RECORD(napi_wrap(env, object, log, NULL, NULL, NULL));
  RECORD(napi_create_promise(env, (napi_deferred*)&reference, &value));
  RECORD(napi_run_script(env, text, &value));
  RECORD(napi_create_array(env, &value));
  RECORD(napi_create_arraybuffer(env, 8, NULL, &value));
  RECORD(napi_create_date(env, 5, &value));
  RECORD(napi_create_error(env, NULL, text, &value));
  RECORD(napi_throw(env, text));
  RECORD(napi_throw_error(env, NULL, "again"));
  RECORD(napi_object_freeze(env, object));
  RECORD(napi_is_exception_pending(env, &flag));
  RECORD(napi_get_and_clear_last_exception(env, &value));
  RECORD(napi_get_and_clear_last_exception(env, &value));
#undef RECORD
  return string_value(env, log);
}

static napi_value fatal_exception(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return status_value(env, napi_fatal_exception(env, argv[0]));
}

EXPORT(METHOD(throw_value), METHOD(throw_kind), METHOD(make_kind), METHOD(is_error), METHOD(last_errors), METHOD(error_structure), METHOD(catch_from),
       METHOD(while_pending), METHOD(fatal_exception))
