// References, finalizers, externals that own memory. Compiled three times: references.c is Node-API 8, its siblings include
// it for version 10 and for the experimental version, whose rules differ.

#ifndef NAPI_EXPERIMENTAL
#ifndef NAPI_VERSION
#define NAPI_VERSION 8
#endif
#endif
#include "common.h"

#define SLOTS 16
static napi_ref slots[SLOTS];
static int finalized = 0;
static uint32_t finalized_sum = 0;

static uint32_t slot_of(napi_env env, napi_value value) { return (uint32_t)to_int32(env, value) % SLOTS; }

// `create(slot, value, count)`
static napi_value create(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  return status_value(env, napi_create_reference(env, argv[1], (uint32_t)to_int32(env, argv[2]), &slots[slot_of(env, argv[0])]));
}

static napi_value get(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value result;
  TRY(napi_get_reference_value(env, slots[slot_of(env, argv[0])], &result));
  return result ? result : string_value(env, "gone");
}

static napi_value ref(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  uint32_t count;
  TRY(napi_reference_ref(env, slots[slot_of(env, argv[0])], &count));
  return number_value(env, count);
}

static napi_value unref(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  uint32_t count;
  TRY(napi_reference_unref(env, slots[slot_of(env, argv[0])], &count));
  return number_value(env, count);
}

static napi_value delete_(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return status_value(env, napi_delete_reference(env, slots[slot_of(env, argv[0])]));
}

static void count_finalizer(node_api_basic_env env, void* data, void* hint) {
  finalized++;
  finalized_sum += (uint32_t)(uintptr_t)data;
}

// `add_finalizer(object, number, slot or undefined)`
static napi_value add_finalizer(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  void* data = (void*)(uintptr_t)to_int32(env, argv[1]);
  napi_valuetype type;
  MUST(napi_typeof(env, argv[2], &type));
  napi_ref* result = type == napi_number ? &slots[slot_of(env, argv[2])] : NULL;
  return status_value(env, napi_add_finalizer(env, argv[0], data, count_finalizer, NULL, result));
}

static napi_value external(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value result;
  TRY(napi_create_external(env, (void*)(uintptr_t)to_int32(env, argv[0]), count_finalizer, NULL, &result));
  return result;
}

// `wrap(object, number, slot)`: the reference that wrapping gives back.
static napi_value wrap(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  void* data = (void*)(uintptr_t)to_int32(env, argv[1]);
  return status_value(env, napi_wrap(env, argv[0], data, count_finalizer, NULL, &slots[slot_of(env, argv[2])]));
}

static napi_value remove_wrap(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  void* data;
  TRY(napi_remove_wrap(env, argv[0], &data));
  return number_value(env, (double)(uintptr_t)data);
}

static napi_value counts(napi_env env, napi_callback_info info) {
  napi_value result;
  MUST(napi_create_array(env, &result));
  MUST(napi_set_element(env, result, 0, number_value(env, finalized)));
  MUST(napi_set_element(env, result, 1, number_value(env, finalized_sum)));
  return result;
}

static napi_ref callback = NULL;

// Calls back into JavaScript, deletes a reference, makes garbage of its own: all that a finalizer may do in stable versions.
static void call_back(napi_env env, void* data, void* hint) {
  napi_value function, argument, ignored;
  napi_ref own;
  MUST(napi_get_reference_value(env, callback, &function));
  MUST(napi_create_object(env, &argument));
  MUST(napi_create_reference(env, argument, 1, &own));
  MUST(napi_set_named_property(env, argument, "data", number_value(env, (double)(uintptr_t)data)));
  napi_call_function(env, argument, function, 1, &argument, &ignored);
  MUST(napi_delete_reference(env, own));
}

#ifdef NAPI_EXPERIMENTAL
static void post_call_back(node_api_basic_env env, void* data, void* hint) {
  MUST(node_api_post_finalizer(env, call_back, data, hint));
}
#define CALLING_FINALIZER post_call_back
#else
#define CALLING_FINALIZER call_back
#endif

// `on_collect(object, number, function)`
static napi_value on_collect(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  if (callback == NULL) MUST(napi_create_reference(env, argv[2], 1, &callback));
  return status_value(env, napi_add_finalizer(env, argv[0], (void*)(uintptr_t)to_int32(env, argv[1]), CALLING_FINALIZER, NULL, NULL));
}

static napi_value adjust(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  int64_t before, after;
  int64_t change = (int64_t)to_double(env, argv[0]);
  TRY(napi_adjust_external_memory(env, 0, &before));
  TRY(napi_adjust_external_memory(env, change, &after));
  return boolean_value(env, after - before == change);
}

EXPORT(METHOD(create), METHOD(get), METHOD(ref), METHOD(unref), METHOD(delete_), METHOD(add_finalizer), METHOD(external),
       METHOD(wrap), METHOD(remove_wrap), METHOD(counts), METHOD(on_collect), METHOD(adjust))
