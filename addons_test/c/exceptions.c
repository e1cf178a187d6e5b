// Exceptions that native code leaves behind where no JavaScript can catch them: in thread-safe functions, completions,
// finalizers.

#ifndef NAPI_VERSION
#define NAPI_VERSION 8
#endif
#include "common.h"

static napi_ref thrower;

static napi_value throwing_function(napi_env env) {
  napi_value function;
  MUST(napi_get_reference_value(env, thrower, &function));
  return function;
}

// Calls JavaScript that throws, and leaves the exception pending. With another one pending already the call is refused.
static void call_thrower(napi_env env) {
  napi_value receiver, result;
  MUST(napi_get_global(env, &receiver));
  napi_status status = napi_call_function(env, receiver, throwing_function(env), 0, NULL, &result);
  if (status != napi_pending_exception) printf("called: %s\n", status_name(status));
}

static napi_value set_thrower(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  MUST(napi_create_reference(env, argv[0], 1, &thrower));
  return NULL;
}

static void call_js(napi_env env, napi_value function, void* context, void* data) {
  if (env) call_thrower(env);
}

static void finalize_channel(napi_env env, void* data, void* hint) {
  if (data) call_thrower(env);
}

static napi_value start(napi_env env, napi_value function, napi_threadsafe_function_call_js call, int items, void* data) {
  napi_threadsafe_function channel;
  MUST(napi_create_threadsafe_function(env, function, NULL, string_value(env, "channel"), 0, 1, data, finalize_channel, NULL, call,
                                       &channel));
  for (int i = 0; i < items; i++) MUST(napi_call_threadsafe_function(channel, NULL, napi_tsfn_blocking));
  MUST(napi_release_threadsafe_function(channel, napi_tsfn_release));
  return NULL;
}

static napi_value from_call_js(napi_env env, napi_callback_info info) { return start(env, NULL, call_js, 2, NULL); }
static napi_value from_plain_call(napi_env env, napi_callback_info info) {
  return start(env, throwing_function(env), NULL, 2, NULL);
}
static napi_value from_channel_finalizer(napi_env env, napi_callback_info info) {
  static int data;
  return start(env, NULL, call_js, 0, &data);
}

static napi_async_work work;
static void execute(napi_env env, void* data) {}
static void complete(napi_env env, napi_status status, void* data) {
  MUST(napi_delete_async_work(env, work));
  call_thrower(env);
}

static napi_value from_completion(napi_env env, napi_callback_info info) {
  MUST(napi_create_async_work(env, NULL, string_value(env, "work"), execute, complete, NULL, &work));
  MUST(napi_queue_async_work(env, work));
  return NULL;
}

static void finalize(napi_env env, void* data, void* hint) { call_thrower(env); }

static napi_value from_finalizer(napi_env env, napi_callback_info info) {
  for (int i = 0; i < 2; i++) {
    napi_value object;
    MUST(napi_create_object(env, &object));
    MUST(napi_add_finalizer(env, object, NULL, finalize, NULL, NULL));
  }
  return NULL;
}

static napi_value from_buffer(napi_env env, napi_callback_info info) {
  static char bytes[8];
  napi_value buffer;
  MUST(napi_create_external_buffer(env, sizeof bytes, bytes, finalize, NULL, &buffer));
  return NULL;
}

EXPORT(METHOD(set_thrower), METHOD(from_call_js), METHOD(from_plain_call), METHOD(from_channel_finalizer), METHOD(from_completion),
       METHOD(from_finalizer), METHOD(from_buffer))
