// Calls JavaScript from every kind of callback that native code has, and tells how the call ended: without JavaScript, since that may
// have ended with it.

#define NAPI_VERSION 8
#include "common.h"

#include <pthread.h>
#include <unistd.h>
#include <uv.h>

static void say(const char* text) {
  if (write(1, text, strlen(text)) < 0) abort();
}

static void call(napi_env env, napi_ref callback, bool as_callback) {
  napi_handle_scope scope;
  napi_value function, global;
  bool pending;
  char line[96];
  MUST(napi_open_handle_scope(env, &scope));
  MUST(napi_get_reference_value(env, callback, &function));
  MUST(napi_get_global(env, &global));
  napi_status status = as_callback ? napi_make_callback(env, NULL, global, function, 0, NULL, NULL)
                                   : napi_call_function(env, global, function, 0, NULL, NULL);
  MUST(napi_is_exception_pending(env, &pending));
  snprintf(line, sizeof line, "  called: %s, pending %d\n", status_name(status), pending);
  say(line);
  MUST(napi_close_handle_scope(env, scope));
}

static void finalize(napi_env env, void* callback, void* hint) { call(env, callback, false); }

static void execute(napi_env env, void* callback) {}

static void complete(napi_env env, napi_status status, void* callback) { call(env, callback, false); }

static void call_js(napi_env env, napi_value function, void* callback, void* data) {
  if (env != NULL) call(env, callback, false);
}

static void* send_two(void* function) {
  for (int i = 0; i < 2; i++) napi_call_threadsafe_function(function, NULL, napi_tsfn_blocking);
  napi_release_threadsafe_function(function, napi_tsfn_release);
  return NULL;
}

typedef struct {
  uv_timer_t handle;
  napi_env env;
  napi_ref callback;
  bool as_callback;
} Timer;

static void on_timer(uv_timer_t* handle) {
  Timer* timer = (Timer*)handle;
  call(timer->env, timer->callback, timer->as_callback);
  uv_close((uv_handle_t*)handle, (uv_close_cb)(void*)free);
}

// `from(kind, function)`
static napi_value from(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  char* kind = to_text(env, argv[0]);
  napi_ref callback;
  napi_value name = string_value(env, "name"), object;
  MUST(napi_create_reference(env, argv[1], 1, &callback));
  if (strcmp(kind, "function") == 0) {
    call(env, callback, false);
  } else if (strcmp(kind, "finalizer") == 0) {
    MUST(napi_create_object(env, &object));
    MUST(napi_wrap(env, object, callback, finalize, NULL, NULL));
  } else if (strcmp(kind, "work") == 0) {
    napi_async_work work;
    MUST(napi_create_async_work(env, NULL, name, execute, complete, callback, &work));
    MUST(napi_queue_async_work(env, work));
  } else if (strcmp(kind, "thread") == 0) {
    napi_threadsafe_function function;
    pthread_t thread;
    MUST(napi_create_threadsafe_function(env, NULL, NULL, name, 0, 1, NULL, NULL, callback, call_js, &function));
    pthread_create(&thread, NULL, send_two, function);
    pthread_detach(thread);
  } else if (strcmp(kind, "end of a thread-safe function") == 0) {
    napi_threadsafe_function function;
    MUST(napi_create_threadsafe_function(env, argv[1], NULL, name, 0, 1, callback, finalize, NULL, NULL, &function));
    MUST(napi_release_threadsafe_function(function, napi_tsfn_release));
  } else {
    uv_loop_t* loop;
    Timer* timer = calloc(1, sizeof *timer);
    *timer = (Timer){.env = env, .callback = callback, .as_callback = strcmp(kind, "timer as a callback") == 0};
    MUST(napi_get_uv_event_loop(env, &loop));
    uv_timer_init(loop, &timer->handle);
    uv_timer_start(&timer->handle, on_timer, 1, 0);
  }
  free(kind);
  return NULL;
}

// `fatal(error)`: napi_fatal_exception.
static napi_value fatal(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return status_value(env, napi_fatal_exception(env, argv[0]));
}

static void say_end(void* text) { say(text); }

static void end_instance(napi_env env, void* text, void* hint) { say(text); }

static napi_value watch(napi_env env, napi_callback_info info) {
  MUST(napi_add_env_cleanup_hook(env, say_end, "  cleanup hook\n"));
  MUST(napi_set_instance_data(env, "  instance data\n", end_instance, NULL));
  return NULL;
}

EXPORT(METHOD(from), METHOD(fatal), METHOD(watch))
