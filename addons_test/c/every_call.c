// Calls any function of the ABI by its name, with arguments of any kind:
// call(name, [[kind, payload], …]) -> [status, last error, [exception?], …results].

#define NAPI_VERSION 10
#define _GNU_SOURCE
#include "common.h"

#include <dlfcn.h>
#include <stdint.h>

enum kind { NOTHING, INTEGER, VALUE, TEXT, PLACE_FOR_VALUE, PLACE_FOR_WORD, TEXT16, CALLBACK, FINALIZER, INFO, VALUES, PROPERTY };
enum { MOST = 11, MOST_VALUES = 8, LONGEST = 300 };

// Integers, pointers and enumerations all travel in the same registers: one type of function serves for all of them.
typedef napi_status (*any_function)(napi_env, uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t,
                                    uintptr_t, uintptr_t, uintptr_t, uintptr_t);

struct argument {
  enum kind kind;
  char text[LONGEST];
  napi_value values[MOST_VALUES];
  uint64_t word;
  napi_property_descriptor property;
};

static napi_value do_nothing(napi_env env, napi_callback_info info) {
  (void)env;
  (void)info;
  return NULL;
}

static void finalize_nothing(napi_env env, void* data, void* hint) {
  (void)env;
  (void)data;
  (void)hint;
}

static napi_value member(napi_env env, napi_value object, const char* name) {
  bool has;
  napi_value value = NULL;
  MUST(napi_has_named_property(env, object, name, &has));
  if (has) MUST(napi_get_named_property(env, object, name, &value));
  return value;
}

static void read_property(napi_env env, napi_value from, struct argument* to) {
  napi_property_descriptor* property = &to->property;
  memset(property, 0, sizeof *property);
  napi_value name = member(env, from, "utf8name"), attributes = member(env, from, "attributes");
  if (name) {
    MUST(napi_get_value_string_utf8(env, name, to->text, LONGEST, NULL));
    property->utf8name = to->text;
  }
  property->name = member(env, from, "name");
  property->value = member(env, from, "value");
  if (member(env, from, "method")) property->method = do_nothing;
  if (member(env, from, "getter")) property->getter = do_nothing;
  if (member(env, from, "setter")) property->setter = do_nothing;
  if (attributes) property->attributes = to_int32(env, attributes);
}

static int64_t to_int64(napi_env env, napi_value value) {
  int64_t result;
  MUST(napi_get_value_int64(env, value, &result));
  return result;
}

static uintptr_t read_argument(napi_env env, napi_callback_info info, napi_value pair, struct argument* to) {
  napi_value kind, payload;
  MUST(napi_get_element(env, pair, 0, &kind));
  MUST(napi_get_element(env, pair, 1, &payload));
  to->kind = to_int32(env, kind);
  switch (to->kind) {
    case NOTHING: return 0;
    case INTEGER: return (uintptr_t)to_int64(env, payload);
    case VALUE: return (uintptr_t)payload;
    case TEXT:
      MUST(napi_get_value_string_utf8(env, payload, to->text, LONGEST, NULL));
      return (uintptr_t)to->text;
    case TEXT16:
      MUST(napi_get_value_string_utf16(env, payload, (char16_t*)to->text, LONGEST / 2, NULL));
      return (uintptr_t)to->text;
    case PLACE_FOR_VALUE:
      to->word = 0;
      return (uintptr_t)&to->word;
    case PLACE_FOR_WORD:
      to->word = (uint64_t)to_int64(env, payload);
      return (uintptr_t)&to->word;
    case CALLBACK: return (uintptr_t)do_nothing;
    case FINALIZER: return (uintptr_t)finalize_nothing;
    case INFO: return (uintptr_t)info;
    case VALUES: {
      uint32_t length;
      MUST(napi_get_array_length(env, payload, &length));
      for (uint32_t i = 0; i < length && i < MOST_VALUES; i++) MUST(napi_get_element(env, payload, i, &to->values[i]));
      return (uintptr_t)to->values;
    }
    case PROPERTY:
      read_property(env, payload, to);
      return (uintptr_t)&to->property;
  }
  return 0;
}

static napi_value list_of(napi_env env, napi_value only) {
  napi_value list;
  MUST(napi_create_array(env, &list));
  if (only) MUST(napi_set_element(env, list, 0, only));
  return list;
}

static napi_value call(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  char* name = to_text(env, argv[0]);
  any_function function = (any_function)dlsym(RTLD_DEFAULT, name);
  free(name);
  if (!function) return NULL;

  static struct argument arguments[MOST];
  uintptr_t raw[MOST] = {0};
  uint32_t count;
  MUST(napi_get_array_length(env, argv[1], &count));
  for (uint32_t i = 0; i < count && i < MOST; i++) {
    napi_value pair;
    MUST(napi_get_element(env, argv[1], i, &pair));
    raw[i] = read_argument(env, info, pair, &arguments[i]);
  }

  napi_status status =
      function(env, raw[0], raw[1], raw[2], raw[3], raw[4], raw[5], raw[6], raw[7], raw[8], raw[9], raw[10]);
  const napi_extended_error_info* last;
  MUST(napi_get_last_error_info(env, &last));
  char error[100];
  snprintf(error, sizeof error, "%s: %s", status_name(last->error_code), last->error_message ? last->error_message : "");
  bool pending;
  MUST(napi_is_exception_pending(env, &pending));
  napi_value exception = NULL;
  if (pending) MUST(napi_get_and_clear_last_exception(env, &exception));

  napi_value result = list_of(env, status_value(env, status));
  MUST(napi_set_element(env, result, 1, string_value(env, error)));
  MUST(napi_set_element(env, result, 2, list_of(env, exception)));
  uint32_t length = 3;
  for (uint32_t i = 0; i < count && i < MOST; i++) {
    napi_value value = NULL;
    switch (arguments[i].kind) {
      case PLACE_FOR_VALUE: value = list_of(env, (napi_value)(uintptr_t)arguments[i].word); break;
      case PLACE_FOR_WORD: MUST(napi_create_bigint_uint64(env, arguments[i].word, &value)); break;
      case TEXT: MUST(napi_create_string_latin1(env, arguments[i].text, NAPI_AUTO_LENGTH, &value)); break;
      default: break;
    }
    if (value) MUST(napi_set_element(env, result, length++, value));
  }
  return result;
}

static napi_value make_external(napi_env env, napi_callback_info info) {
  (void)info;
  static int target;
  napi_value result;
  MUST(napi_create_external(env, &target, NULL, NULL, &result));
  return result;
}

static napi_value define_class(napi_env env, napi_callback_info info) {
  (void)info;
  const napi_property_descriptor method = METHOD(do_nothing);
  napi_value result;
  MUST(napi_define_class(env, "Class", NAPI_AUTO_LENGTH, do_nothing, NULL, 1, &method, &result));
  return result;
}

EXPORT(METHOD(call), METHOD(make_external), METHOD(define_class))
