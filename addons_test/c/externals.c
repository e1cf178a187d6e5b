// Externals: pointers of any value, with and without finalizers, with type tags.

#include "common.h"
#include <stdint.h>

static int finalized = 0;

static void finalize(napi_env env, void* data, void* hint) { finalized++; }

static napi_value finalizers(napi_env env, napi_callback_info info) { return number_value(env, finalized); }

// `external(pointer, withFinalizer)`: the pointer is a BigInt.
static napi_value external(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  uint64_t pointer;
  bool lossless, wanted;
  napi_value result;
  TRY(napi_get_value_bigint_uint64(env, argv[0], &pointer, &lossless));
  TRY(napi_get_value_bool(env, argv[1], &wanted));
  TRY(napi_create_external(env, (void*)(uintptr_t)pointer, wanted ? finalize : NULL, NULL, &result));
  return result;
}

static napi_value pointer(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  void* data;
  napi_value result;
  TRY(napi_get_value_external(env, argv[0], &data));
  TRY(napi_create_bigint_uint64(env, (uint64_t)(uintptr_t)data, &result));
  return result;
}

static napi_type_tag tag_of(napi_env env, napi_value number) {
  napi_type_tag tag = {(uint64_t)to_int32(env, number), 7};
  return tag;
}

static napi_value tag(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  napi_type_tag tag = tag_of(env, argv[1]);
  TRY(napi_type_tag_object(env, argv[0], &tag));
  return undefined_value(env);
}

static napi_value has_tag(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  napi_type_tag tag = tag_of(env, argv[1]);
  bool result;
  TRY(napi_check_object_type_tag(env, argv[0], &tag, &result));
  return boolean_value(env, result);
}

static napi_value type(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_valuetype type;
  TRY(napi_typeof(env, argv[0], &type));
  return number_value(env, type);
}

EXPORT(METHOD(finalizers), METHOD(external), METHOD(pointer), METHOD(tag), METHOD(has_tag), METHOD(type))
