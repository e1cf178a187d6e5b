// Functions and classes: calls in both directions, construction, wrapping.

#define NAPI_VERSION 8
#include "common.h"

// Everything that a callback can learn about its call.
static napi_value inspect(napi_env env, napi_callback_info info) {
  size_t argc = 3;
  napi_value argv[3], self, target, result;
  void* data;
  MUST(napi_get_cb_info(env, info, &argc, argv, &self, &data));
  MUST(napi_get_new_target(env, info, &target));
  MUST(napi_create_array(env, &result));
  MUST(napi_set_element(env, result, 0, number_value(env, (double)argc)));
  for (uint32_t i = 0; i < 3; i++) MUST(napi_set_element(env, result, i + 1, argv[i]));
  MUST(napi_set_element(env, result, 4, self));
  MUST(napi_set_element(env, result, 5, boolean_value(env, target != NULL)));
  MUST(napi_set_element(env, result, 6, string_value(env, data ? data : "no data")));
  return result;
}

static napi_value make(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  static char data[] = "data of the function";
  char* name = to_text(env, argv[0]);
  napi_value result;
  MUST(napi_create_function(env, name, NAPI_AUTO_LENGTH, inspect, data, &result));
  free(name);
  return result;
}

static napi_value make_nameless(napi_env env, napi_callback_info info) {
  napi_value result;
  MUST(napi_create_function(env, NULL, 0, inspect, NULL, &result));
  return result;
}

// `call(receiver, function, ...arguments)`
static napi_value call(napi_env env, napi_callback_info info) {
  ARGUMENTS(6);
  napi_value result = NULL;
  TRY(napi_call_function(env, argv[0], argv[1], argc - 2, argv + 2, &result));
  return result;
}

static napi_value call_without_receiver(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value result = NULL;
  TRY(napi_call_function(env, NULL, argv[0], 0, NULL, &result));
  return result;
}

static napi_value construct(napi_env env, napi_callback_info info) {
  ARGUMENTS(4);
  napi_value result = NULL;
  TRY(napi_new_instance(env, argv[0], argc - 1, argv + 1, &result));
  return result;
}

// The depth to which native code and JavaScript call each other.
static napi_value recurse(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  double depth = to_double(env, argv[0]);
  if (depth <= 0) return number_value(env, 0);
  napi_value result, arguments[] = {number_value(env, depth - 1), argv[1]};
  TRY(napi_call_function(env, undefined_value(env), argv[1], 2, arguments, &result));
  return number_value(env, to_double(env, result) + 1);
}

// A class whose instances wrap a number.
typedef struct {
  double value;
} Counter;

static int finalized = 0;
static int finalizer_called_with_hint = 0;

static void finalize_counter(napi_env env, void* data, void* hint) {
  finalized++;
  finalizer_called_with_hint += hint == &finalized;
  free(data);
}

static napi_value counter_new(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value target;
  MUST(napi_get_new_target(env, info, &target));
  if (target == NULL) {
    MUST(napi_throw_type_error(env, "ERR_NOT_NEW", "Counter must be called with new"));
    return NULL;
  }
  Counter* counter = calloc(1, sizeof(*counter));
  napi_valuetype type;
  MUST(napi_typeof(env, argv[0], &type));
  counter->value = type == napi_number ? to_double(env, argv[0]) : 0;
  MUST(napi_wrap(env, self, counter, finalize_counter, &finalized, NULL));
  return NULL;
}

static napi_value counter_add(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  Counter* counter;
  TRY(napi_unwrap(env, self, (void**)&counter));
  counter->value += argc ? to_double(env, argv[0]) : 1;
  return self;
}

static napi_value counter_get(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  Counter* counter;
  TRY(napi_unwrap(env, self, (void**)&counter));
  return number_value(env, counter->value);
}

static napi_value counter_set(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  Counter* counter;
  TRY(napi_unwrap(env, self, (void**)&counter));
  counter->value = to_double(env, argv[0]);
  return NULL;
}

static napi_value counter_of(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value result;
  void* data;
  MUST(napi_get_cb_info(env, info, NULL, NULL, NULL, &data));
  TRY(napi_new_instance(env, self, 1, argv, &result));
  return result;
}

static napi_value define_counter(napi_env env, napi_callback_info info) {
  const napi_property_descriptor properties[] = {
      {"add", NULL, counter_add, NULL, NULL, NULL, napi_default_method, NULL},
      {"fixed", NULL, counter_add, NULL, NULL, NULL, napi_default, NULL},
      {"value", NULL, NULL, counter_get, counter_set, NULL, napi_enumerable, NULL},
      {"readOnly", NULL, NULL, counter_get, NULL, NULL, napi_default, NULL},
      {"unit", NULL, NULL, NULL, NULL, string_value(env, "items"), napi_enumerable, NULL},
      {"of", NULL, counter_of, NULL, NULL, NULL, napi_static | napi_default_method, NULL},
      {"LIMIT", NULL, NULL, NULL, NULL, number_value(env, 99), napi_static | napi_enumerable, NULL},
      {"kind", NULL, NULL, inspect, NULL, NULL, napi_static, NULL},
  };
  napi_value result;
  TRY(napi_define_class(env, "Counter", NAPI_AUTO_LENGTH, counter_new, NULL, sizeof(properties) / sizeof(*properties), properties, &result));
  return result;
}

// Wrapping by hand, of any object.
static napi_value wrap(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  Counter* counter = calloc(1, sizeof(*counter));
  counter->value = to_double(env, argv[1]);
  napi_status status = napi_wrap(env, argv[0], counter, finalize_counter, &finalized, NULL);
  if (status != napi_ok) free(counter);
  return status_value(env, status);
}

static napi_value unwrap(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  Counter* counter;
  TRY(napi_unwrap(env, argv[0], (void**)&counter));
  return number_value(env, counter->value);
}

static napi_value remove_wrap(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  Counter* counter;
  TRY(napi_remove_wrap(env, argv[0], (void**)&counter));
  double value = counter->value;
  free(counter);
  return number_value(env, value);
}

static napi_value finalizations(napi_env env, napi_callback_info info) {
  return number_value(env, finalized == finalizer_called_with_hint ? finalized : -1);
}

EXPORT(METHOD(inspect), METHOD(make), METHOD(make_nameless), METHOD(call), METHOD(call_without_receiver), METHOD(construct),
       METHOD(recurse), METHOD(define_counter), METHOD(wrap), METHOD(unwrap), METHOD(remove_wrap), METHOD(finalizations))
