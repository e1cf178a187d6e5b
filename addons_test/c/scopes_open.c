// Functions that leave a scope open, or close one too many, wherever native code is called.

#define NAPI_VERSION 8
#include "common.h"
#include <unistd.h>

enum { HANDLE_SCOPE, ESCAPABLE_SCOPE, CALLBACK_SCOPE, OUTER_SCOPE, NOTHING };
static int what;
static napi_handle_scope outer;

static void leave(napi_env env, const char* where) {
  napi_handle_scope scope;
  napi_escapable_handle_scope escapable;
  napi_callback_scope callback_scope;
  napi_async_context context;
  dprintf(STDOUT_FILENO, "in %s\n", where);
  switch (what) {
    case HANDLE_SCOPE:
      MUST(napi_open_handle_scope(env, &scope));
      break;
    case ESCAPABLE_SCOPE:
      MUST(napi_open_escapable_handle_scope(env, &escapable));
      break;
    case CALLBACK_SCOPE:
      MUST(napi_async_init(env, NULL, string_value(env, "left open"), &context));
      MUST(napi_open_callback_scope(env, NULL, context, &callback_scope));
      break;
    case OUTER_SCOPE:
      MUST(napi_close_handle_scope(env, outer));
      break;
    default:
      MUST(napi_open_handle_scope(env, &scope));
      MUST(napi_close_handle_scope(env, scope));
  }
}

static napi_value call(napi_env env, napi_callback_info info) {
  leave(env, "a function");
  return NULL;
}

// Calls a function, with a scope open.
static napi_value call_in_scope(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value result;
  MUST(napi_open_handle_scope(env, &outer));
  MUST(napi_call_function(env, undefined_value(env), argv[0], 0, NULL, &result));
  MUST(napi_close_handle_scope(env, outer));
  return NULL;
}

static void finalize(napi_env env, void* data, void* hint) { leave(env, hint); }

static napi_value finalizer(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return status_value(env, napi_add_finalizer(env, argv[0], NULL, finalize, "a finalizer", NULL));
}

static napi_value buffer(napi_env env, napi_callback_info info) {
  napi_value result;
  TRY(napi_create_external_buffer(env, sizeof(what), &what, finalize, "a buffer's finalizer", &result));
  return NULL;
}

static napi_value instance_data(napi_env env, napi_callback_info info) {
  return status_value(env, napi_set_instance_data(env, &what, finalize, "the instance data's finalizer"));
}

static void execute(napi_env env, void* data) {}
static void complete(napi_env env, napi_status status, void* data) { leave(env, "a completion"); }

static napi_value work(napi_env env, napi_callback_info info) {
  napi_async_work work;
  TRY(napi_create_async_work(env, NULL, string_value(env, "work"), execute, complete, NULL, &work));
  return status_value(env, napi_queue_async_work(env, work));
}

static void call_js(napi_env env, napi_value function, void* context, void* data) { leave(env, "call_js"); }
static void closed(napi_env env, void* data, void* context) {
  if (data) leave(env, "a thread-safe function's finalizer");
}

static napi_value open_channel(napi_env env, bool calls) {
  napi_threadsafe_function function;
  TRY(napi_create_threadsafe_function(env, NULL, NULL, string_value(env, "channel"), 0, 1, calls ? NULL : &what, closed, NULL, call_js, &function));
  if (calls) TRY(napi_call_threadsafe_function(function, NULL, napi_tsfn_nonblocking));
  return status_value(env, napi_release_threadsafe_function(function, napi_tsfn_release));
}

static napi_value channel(napi_env env, napi_callback_info info) { return open_channel(env, true); }
static napi_value channel_end(napi_env env, napi_callback_info info) { return open_channel(env, false); }

NAPI_MODULE_INIT() {
  const char* wanted = getenv("SCOPE_LEFT_OPEN");
  what = wanted ? atoi(wanted) : NOTHING;
  if (getenv("SCOPE_LEFT_OPEN_BY_INIT")) leave(env, "the initialiser");
  const napi_property_descriptor methods[] = {METHOD(call), METHOD(call_in_scope), METHOD(finalizer), METHOD(buffer),
                                              METHOD(instance_data), METHOD(work), METHOD(channel), METHOD(channel_end)};
  MUST(napi_define_properties(env, exports, sizeof(methods) / sizeof(*methods), methods));
  return exports;
}
