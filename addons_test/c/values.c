// Singletons, numbers, BigInts, dates, symbols; conversion and comparison.

#define NAPI_VERSION 9
#include "common.h"

static napi_value singletons(napi_env env, napi_callback_info info) {
  napi_value result, value;
  MUST(napi_create_array_with_length(env, 5, &result));
  MUST(napi_get_undefined(env, &value));
  MUST(napi_set_element(env, result, 0, value));
  MUST(napi_get_null(env, &value));
  MUST(napi_set_element(env, result, 1, value));
  MUST(napi_get_boolean(env, true, &value));
  MUST(napi_set_element(env, result, 2, value));
  MUST(napi_get_boolean(env, false, &value));
  MUST(napi_set_element(env, result, 3, value));
  MUST(napi_get_global(env, &value));
  MUST(napi_set_element(env, result, 4, value));
  return result;
}

static napi_value type_of(napi_env env, napi_callback_info info) {
  static const char* const names[] = {"undefined", "null",     "boolean",  "number",   "string",
                                      "symbol",    "object",   "function", "external", "bigint"};
  ARGUMENTS(1);
  napi_valuetype type;
  TRY(napi_typeof(env, argv[0], &type));
  return string_value(env, names[type]);
}

static napi_value int32(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  int32_t number;
  napi_value result;
  TRY(napi_get_value_int32(env, argv[0], &number));
  MUST(napi_create_int32(env, number, &result));
  return result;
}

static napi_value uint32(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  uint32_t number;
  napi_value result;
  TRY(napi_get_value_uint32(env, argv[0], &number));
  MUST(napi_create_uint32(env, number, &result));
  return result;
}

static napi_value int64(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  int64_t number;
  napi_value result;
  TRY(napi_get_value_int64(env, argv[0], &number));
  MUST(napi_create_int64(env, number, &result));
  return result;
}

// As text, because a double cannot tell the extremes apart.
static napi_value int64_text(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  int64_t number;
  char text[32];
  TRY(napi_get_value_int64(env, argv[0], &number));
  snprintf(text, sizeof(text), "%lld", (long long)number);
  return string_value(env, text);
}

static napi_value double_(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  double number;
  TRY(napi_get_value_double(env, argv[0], &number));
  return number_value(env, number);
}

static napi_value boolean(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  bool value;
  TRY(napi_get_value_bool(env, argv[0], &value));
  return boolean_value(env, value);
}

static napi_value with_lossless(napi_env env, napi_value value, bool lossless) {
  napi_value result;
  MUST(napi_create_array_with_length(env, 2, &result));
  MUST(napi_set_element(env, result, 0, value));
  MUST(napi_set_element(env, result, 1, boolean_value(env, lossless)));
  return result;
}

static napi_value bigint_int64(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  int64_t number;
  bool lossless;
  napi_value result;
  TRY(napi_get_value_bigint_int64(env, argv[0], &number, &lossless));
  MUST(napi_create_bigint_int64(env, number, &result));
  return with_lossless(env, result, lossless);
}

static napi_value bigint_uint64(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  uint64_t number;
  bool lossless;
  napi_value result;
  TRY(napi_get_value_bigint_uint64(env, argv[0], &number, &lossless));
  MUST(napi_create_bigint_uint64(env, number, &result));
  return with_lossless(env, result, lossless);
}

// There and back through words: first asks how many there are.
static napi_value bigint_words(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  size_t needed, count;
  int sign;
  TRY(napi_get_value_bigint_words(env, argv[0], NULL, &needed, NULL));
  count = needed;
  uint64_t* words = calloc(needed + 1, sizeof(*words));
  MUST(napi_get_value_bigint_words(env, argv[0], &sign, &count, words));
  napi_value result;
  napi_status status = napi_create_bigint_words(env, sign, count, words, &result);
  free(words);
  TRY(status);
  return result;
}

// The words that fit into two, and how many there would be.
static napi_value bigint_two_words(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  uint64_t words[2] = {0, 0};
  size_t count = 2;
  int sign = -1;
  char text[80];
  TRY(napi_get_value_bigint_words(env, argv[0], &sign, &count, words));
  snprintf(text, sizeof(text), "%d %zu %016llx %016llx", sign, count, (unsigned long long)words[1], (unsigned long long)words[0]);
  return string_value(env, text);
}

static napi_value bigint_of_size(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  size_t count = (size_t)to_double(env, argv[0]);
  uint64_t* words = calloc(1024, sizeof(*words));
  words[0] = 1;
  napi_value result;
  napi_status status = napi_create_bigint_words(env, 0, count, words, &result);
  free(words);
  if (status == napi_pending_exception) {
    MUST(napi_get_and_clear_last_exception(env, &result));
    return result;
  }
  TRY(status);
  return result;
}

static napi_value date(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  bool is_date;
  double time;
  napi_value result;
  MUST(napi_is_date(env, argv[0], &is_date));
  TRY(napi_get_date_value(env, argv[0], &time));
  MUST(napi_create_date(env, time + 1, &result));
  return is_date ? result : undefined_value(env);
}

static napi_value symbol(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value result;
  TRY(napi_create_symbol(env, argc ? argv[0] : NULL, &result));
  return result;
}

static napi_value symbol_for(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value result;
  char* text = to_text(env, argv[0]);
  napi_status status = node_api_symbol_for(env, text, NAPI_AUTO_LENGTH, &result);
  free(text);
  TRY(status);
  return result;
}

// Coercions may run JavaScript, so an exception can come out of them: it is left pending.
#define COERCION(name)                                            \
  static napi_value to_##name(napi_env env, napi_callback_info info) { \
    ARGUMENTS(1);                                                 \
    napi_value result;                                            \
    TRY(napi_coerce_to_##name(env, argv[0], &result));            \
    return result;                                                \
  }
COERCION(bool)
COERCION(number)
COERCION(string)
COERCION(object)

static napi_value strict_equals(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  bool result;
  TRY(napi_strict_equals(env, argv[0], argv[1], &result));
  return boolean_value(env, result);
}

static napi_value instance_of(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  bool result = false;
  TRY(napi_instanceof(env, argv[0], argv[1], &result));
  return boolean_value(env, result);
}

// Which of the predicates hold for a value.
static napi_value kinds(napi_env env, napi_callback_info info) {
  static const struct {
    const char* name;
    napi_status(NAPI_CDECL* test)(napi_env, napi_value, bool*);
  } tests[] = {{"array", napi_is_array},           {"arraybuffer", napi_is_arraybuffer}, {"buffer", napi_is_buffer},
               {"typedarray", napi_is_typedarray}, {"dataview", napi_is_dataview},       {"date", napi_is_date},
               {"error", napi_is_error},           {"promise", napi_is_promise}};
  ARGUMENTS(1);
  char text[256] = "";
  for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++) {
    bool holds = false;
    TRY(tests[i].test(env, argv[0], &holds));
    if (holds) strcat(strcat(text, *text ? " " : ""), tests[i].name);
  }
  return string_value(env, text);
}

EXPORT(METHOD(singletons), METHOD(type_of), METHOD(int32), METHOD(uint32), METHOD(int64), METHOD(int64_text), METHOD(double_),
       METHOD(boolean), METHOD(bigint_int64), METHOD(bigint_uint64), METHOD(bigint_words), METHOD(bigint_two_words),
       METHOD(bigint_of_size), METHOD(date), METHOD(symbol), METHOD(symbol_for), METHOD(to_bool), METHOD(to_number),
       METHOD(to_string), METHOD(to_object), METHOD(strict_equals), METHOD(instance_of), METHOD(kinds))
