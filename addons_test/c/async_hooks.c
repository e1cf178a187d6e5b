// What async_hooks sees of asynchronous contexts, work and thread-safe functions.

#define NAPI_VERSION 10
#include "common.h"
#include <pthread.h>
#include <uv.h>

static napi_async_context context;

// `init(resource or undefined, name)`
static napi_value init(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  napi_valuetype type;
  MUST(napi_typeof(env, argv[0], &type));
  return status_value(env, napi_async_init(env, type == napi_undefined ? NULL : argv[0], argv[1], &context));
}

static napi_value destroy(napi_env env, napi_callback_info info) {
  napi_status status = napi_async_destroy(env, context);
  context = NULL;
  return status_value(env, status);
}

// `make_callback(function)`: in the context, or in none.
static napi_value make_callback(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value result = NULL;
  TRY(napi_make_callback(env, context, argv[0], argv[0], 0, NULL, &result));
  return result;
}

// `in_scope(function)`
static napi_value in_scope(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_callback_scope scope;
  napi_value resource, result = NULL;
  MUST(napi_create_object(env, &resource));
  TRY(napi_open_callback_scope(env, resource, context, &scope));
  napi_status status = napi_call_function(env, argv[0], argv[0], 0, NULL, &result);
  TRY(napi_close_callback_scope(env, scope));
  TRY(status);
  return result;
}

typedef struct {
  napi_async_work work;
  napi_ref callback;
} Job;

static void execute(napi_env env, void* data) {}

static void call_and_forget(napi_env env, napi_ref callback) {
  napi_value function, ignored;
  MUST(napi_get_reference_value(env, callback, &function));
  MUST(napi_delete_reference(env, callback));
  napi_call_function(env, undefined_value(env), function, 0, NULL, &ignored);
}

static void complete(napi_env env, napi_status status, void* data) {
  Job* job = data;
  MUST(napi_delete_async_work(env, job->work));
  call_and_forget(env, job->callback);
  free(job);
}

// `work(resource or undefined, name, callback)`
static napi_value work(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  napi_valuetype type;
  Job* job = calloc(1, sizeof(*job));
  MUST(napi_typeof(env, argv[0], &type));
  MUST(napi_create_reference(env, argv[2], 1, &job->callback));
  TRY(napi_create_async_work(env, type == napi_undefined ? NULL : argv[0], argv[1], execute, complete, job, &job->work));
  return status_value(env, napi_queue_async_work(env, job->work));
}

typedef struct {
  uv_timer_t timer;
  napi_env env;
  napi_ref callback;
} FromLoop;

static void on_timer(uv_timer_t* timer) {
  FromLoop* call = (FromLoop*)timer;
  napi_handle_scope scope;
  napi_value function, exception, text;
  char message[64] = "";
  MUST(napi_open_handle_scope(call->env, &scope));
  MUST(napi_get_reference_value(call->env, call->callback, &function));
  napi_status status = napi_make_callback(call->env, NULL, function, function, 0, NULL, NULL);
  if (status == napi_pending_exception) {
    MUST(napi_get_and_clear_last_exception(call->env, &exception));
    MUST(napi_coerce_to_string(call->env, exception, &text));
    MUST(napi_get_value_string_utf8(call->env, text, message, sizeof message, NULL));
  }
  printf("called from the loop: %s %s\n", status_name(status), message);
  fflush(stdout);
  MUST(napi_delete_reference(call->env, call->callback));
  MUST(napi_close_handle_scope(call->env, scope));
  uv_close((uv_handle_t*)timer, (uv_close_cb)(void*)free);
}

// `from_loop(function)`: calls it from libuv, with no JavaScript below, in no context.
static napi_value from_loop(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  uv_loop_t* loop;
  FromLoop* call = calloc(1, sizeof *call);
  call->env = env;
  MUST(napi_create_reference(env, argv[0], 1, &call->callback));
  MUST(napi_get_uv_event_loop(env, &loop));
  uv_timer_init(loop, &call->timer);
  uv_timer_start(&call->timer, on_timer, 1, 0);
  return NULL;
}

static void* call_once(void* data) {
  MUST(napi_call_threadsafe_function(data, NULL, napi_tsfn_blocking));
  MUST(napi_release_threadsafe_function(data, napi_tsfn_release));
  return NULL;
}

// `from_thread(resource or undefined, name, callback)`
static napi_value from_thread(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  napi_valuetype type;
  napi_threadsafe_function function;
  pthread_t thread;
  MUST(napi_typeof(env, argv[0], &type));
  TRY(napi_create_threadsafe_function(env, argv[2], type == napi_undefined ? NULL : argv[0], argv[1], 0, 1, NULL, NULL, NULL,
                                      NULL, &function));
  pthread_create(&thread, NULL, call_once, function);
  pthread_detach(thread);
  return string_value(env, "started");
}

EXPORT(METHOD(init), METHOD(destroy), METHOD(make_callback), METHOD(in_scope), METHOD(work), METHOD(from_thread), METHOD(from_loop))
