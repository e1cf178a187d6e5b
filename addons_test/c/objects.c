// Objects and properties: every way to get, set, ask and delete; enumeration; descriptors; prototypes; freezing; type tags.

#define NAPI_EXPERIMENTAL
#define NODE_API_EXPERIMENTAL_NO_WARNING
#include "common.h"

static napi_value get(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  napi_value result;
  TRY(napi_get_property(env, argv[0], argv[1], &result));
  return result;
}

static napi_value set(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  return status_value(env, napi_set_property(env, argv[0], argv[1], argv[2]));
}

// The four calls that answer with a boolean: has, has_own, delete, and has for a text.
#define ASK(name, function, key)                                   \
  static napi_value name(napi_env env, napi_callback_info info) {  \
    ARGUMENTS(2);                                                  \
    bool result;                                                   \
    TRY(function(env, argv[0], key, &result));                     \
    return boolean_value(env, result);                             \
  }
ASK(has, napi_has_property, argv[1])
ASK(has_own, napi_has_own_property, argv[1])
ASK(delete_, napi_delete_property, argv[1])
ASK(has_element, napi_has_element, (uint32_t)to_double(env, argv[1]))
ASK(delete_element, napi_delete_element, (uint32_t)to_double(env, argv[1]))

static napi_value has_named(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  char* name = to_text(env, argv[1]);
  bool result;
  napi_status status = napi_has_named_property(env, argv[0], name, &result);
  free(name);
  TRY(status);
  return boolean_value(env, result);
}

static napi_value get_named(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  char* name = to_text(env, argv[1]);
  napi_value result;
  napi_status status = napi_get_named_property(env, argv[0], name, &result);
  free(name);
  TRY(status);
  return result;
}

static napi_value set_named(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  char* name = to_text(env, argv[1]);
  napi_status status = napi_set_named_property(env, argv[0], name, argv[2]);
  free(name);
  return status_value(env, status);
}

static napi_value get_element(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  napi_value result;
  TRY(napi_get_element(env, argv[0], (uint32_t)to_double(env, argv[1]), &result));
  return result;
}

static napi_value set_element(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  return status_value(env, napi_set_element(env, argv[0], (uint32_t)to_double(env, argv[1]), argv[2]));
}

static napi_value make_array(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value result;
  TRY(napi_create_array_with_length(env, (size_t)to_double(env, argv[0]), &result));
  return result;
}

static napi_value array_length(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  uint32_t length;
  TRY(napi_get_array_length(env, argv[0], &length));
  return number_value(env, length);
}

static napi_value names(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value result;
  TRY(napi_get_property_names(env, argv[0], &result));
  return result;
}

// `all_names(object, mode, filter, conversion)`
static napi_value all_names(napi_env env, napi_callback_info info) {
  ARGUMENTS(4);
  napi_value result;
  TRY(napi_get_all_property_names(env, argv[0], (napi_key_collection_mode)to_int32(env, argv[1]),
                                  (napi_key_filter)to_int32(env, argv[2]), (napi_key_conversion)to_int32(env, argv[3]), &result));
  return result;
}

static napi_value prototype(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value result;
  TRY(napi_get_prototype(env, argv[0], &result));
  return result;
}

static napi_value set_prototype(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  return status_value(env, node_api_set_prototype(env, argv[0], argv[1]));
}

static napi_value freeze(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return status_value(env, napi_object_freeze(env, argv[0]));
}

static napi_value seal(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return status_value(env, napi_object_seal(env, argv[0]));
}

static napi_value read_stored(napi_env env, napi_callback_info info) {
  void* data;
  MUST(napi_get_cb_info(env, info, NULL, NULL, NULL, &data));
  return string_value(env, data);
}

static napi_value write_stored(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  MUST(napi_set_named_property(env, self, "written", argv[0]));
  return NULL;
}

static napi_value returns_nothing(napi_env env, napi_callback_info info) { return NULL; }

// Puts one property of each kind on the object.
static napi_value define(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  static char data[] = "data of the accessor";
  const napi_property_descriptor descriptors[] = {
      {"hidden", NULL, NULL, NULL, NULL, argv[1], napi_default, NULL},
      {"shown", NULL, NULL, NULL, NULL, argv[1], napi_enumerable, NULL},
      {"writable", NULL, NULL, NULL, NULL, argv[1], napi_writable, NULL},
      {"plain", NULL, NULL, NULL, NULL, argv[1], napi_default_jsproperty, NULL},
      {NULL, argv[2], NULL, NULL, NULL, argv[1], napi_configurable, NULL},
      {"method", NULL, returns_nothing, NULL, NULL, NULL, napi_default_method, NULL},
      {"reader", NULL, NULL, read_stored, NULL, NULL, napi_enumerable, data},
      {"writer", NULL, NULL, NULL, write_stored, NULL, napi_default, NULL},
      {"accessor", NULL, NULL, read_stored, write_stored, NULL, napi_configurable, data},
      // A static property of a class is defined like any other here.
      {"static", NULL, NULL, NULL, NULL, argv[1], napi_static | napi_enumerable, NULL},
  };
  return status_value(env, napi_define_properties(env, argv[0], sizeof(descriptors) / sizeof(*descriptors), descriptors));
}

// A name that is a value: what may it be?
static napi_value define_named(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  const napi_property_descriptor descriptor = {NULL, argv[1], NULL, NULL, NULL, argv[0], napi_default, NULL};
  return status_value(env, napi_define_properties(env, argv[0], 1, &descriptor));
}

static const napi_type_tag tags[] = {
    {0xdaf987b3cc62481a, 0xb745b0497f299531}, {0xbb7936c374084d9b, 0xa9548d0762eeedb9}, {0xdaf987b3cc62481a, 0}, {0, 1}, {0, 0}};

static napi_value tag(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  return status_value(env, napi_type_tag_object(env, argv[0], &tags[to_int32(env, argv[1])]));
}

static napi_value has_tag(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  bool result;
  TRY(napi_check_object_type_tag(env, argv[0], &tags[to_int32(env, argv[1])], &result));
  return boolean_value(env, result);
}

static napi_value external(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  static int numbers[] = {10, 11, 12};
  napi_value result;
  TRY(napi_create_external(env, &numbers[to_int32(env, argv[0])], NULL, NULL, &result));
  return result;
}

static napi_value external_number(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  void* number;
  TRY(napi_get_value_external(env, argv[0], &number));
  return number_value(env, *(int*)number);
}

// `with_properties(prototype, names, values)`: an object made at once.
static napi_value with_properties(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  uint32_t count;
  napi_value keys[8], values[8], result;
  MUST(napi_get_array_length(env, argv[1], &count));
  for (uint32_t i = 0; i < count; i++) {
    MUST(napi_get_element(env, argv[1], i, &keys[i]));
    MUST(napi_get_element(env, argv[2], i, &values[i]));
  }
  TRY(node_api_create_object_with_properties(env, argv[0], keys, values, count, &result));
  return result;
}

EXPORT(METHOD(get), METHOD(set), METHOD(has), METHOD(has_own), METHOD(delete_), METHOD(has_named), METHOD(get_named),
       METHOD(set_named), METHOD(get_element), METHOD(set_element), METHOD(has_element), METHOD(delete_element), METHOD(make_array),
       METHOD(array_length), METHOD(names), METHOD(all_names), METHOD(prototype), METHOD(set_prototype), METHOD(freeze), METHOD(seal),
       METHOD(define), METHOD(define_named), METHOD(tag), METHOD(has_tag), METHOD(external), METHOD(external_number),
       METHOD(with_properties))
