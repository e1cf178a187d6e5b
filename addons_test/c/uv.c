// libuv on the loop that the host hands out: timers, idle and prepare handles, work on its pool, wake-ups from a thread.

#define NAPI_VERSION 8
#include "common.h"
#include <uv.h>

// Calls `callback(what)` and closes the handle when it is told to stop.
typedef struct {
  napi_env env;
  napi_ref callback;
  const char* what;
  int left;
  uv_thread_t thread;
  union {
    uv_timer_t timer;
    uv_async_t async;
    uv_work_t work;
    uv_idle_t idle;
  };
} Watcher;

static Watcher* new_watcher(napi_env env, napi_value callback, const char* what, int count) {
  Watcher* watcher = calloc(1, sizeof(*watcher));
  watcher->env = env;
  watcher->what = what;
  watcher->left = count;
  MUST(napi_create_reference(env, callback, 1, &watcher->callback));
  return watcher;
}

static void notify(Watcher* watcher, const char* what) {
  napi_handle_scope scope;
  napi_value function, receiver, argument, ignored;
  napi_env env = watcher->env;
  MUST(napi_open_handle_scope(env, &scope));
  MUST(napi_get_reference_value(env, watcher->callback, &function));
  MUST(napi_get_global(env, &receiver));
  argument = string_value(env, what);
  MUST(napi_make_callback(env, NULL, receiver, function, 1, &argument, &ignored));
  MUST(napi_close_handle_scope(env, scope));
}

static void finish(Watcher* watcher) {
  notify(watcher, "closed");
  MUST(napi_delete_reference(watcher->env, watcher->callback));
  free(watcher);
}

static void closed(uv_handle_t* handle) { finish(handle->data); }

static void on_timer(uv_timer_t* timer) {
  Watcher* watcher = timer->data;
  notify(watcher, watcher->what);
  if (--watcher->left == 0) uv_close((uv_handle_t*)timer, closed);
}

static void on_idle(uv_idle_t* idle) {
  Watcher* watcher = idle->data;
  notify(watcher, watcher->what);
  if (--watcher->left == 0) uv_close((uv_handle_t*)idle, closed);
}

static void on_async(uv_async_t* async) {
  Watcher* watcher = async->data;
  notify(watcher, watcher->what);
  uv_thread_join(&watcher->thread);
  uv_close((uv_handle_t*)async, closed);
}

static void send_from_thread(void* data) {
  Watcher* watcher = data;
  uv_sleep(20);
  uv_async_send(&watcher->async);
}

static void work(uv_work_t* request) { ((Watcher*)request->data)->left *= 2; }

static void after_work(uv_work_t* request, int status) {
  Watcher* watcher = request->data;
  char text[64];
  snprintf(text, sizeof(text), "%s %d %d", watcher->what, watcher->left, status);
  notify(watcher, text);
  finish(watcher);
}

static uv_loop_t* loop_of(napi_env env) {
  uv_loop_t* loop;
  MUST(napi_get_uv_event_loop(env, &loop));
  return loop;
}

static napi_value timer(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  Watcher* watcher = new_watcher(env, argv[0], "timer", to_int32(env, argv[1]));
  uv_timer_init(loop_of(env), &watcher->timer);
  watcher->timer.data = watcher;
  return number_value(env, uv_timer_start(&watcher->timer, on_timer, 5, 5));
}

static napi_value idle(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  Watcher* watcher = new_watcher(env, argv[0], "idle", to_int32(env, argv[1]));
  uv_idle_init(loop_of(env), &watcher->idle);
  watcher->idle.data = watcher;
  return number_value(env, uv_idle_start(&watcher->idle, on_idle));
}

static napi_value async(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  Watcher* watcher = new_watcher(env, argv[0], "async", 1);
  uv_async_init(loop_of(env), &watcher->async, on_async);
  watcher->async.data = watcher;
  return number_value(env, uv_thread_create(&watcher->thread, send_from_thread, watcher));
}

static napi_value queue_work(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  Watcher* watcher = new_watcher(env, argv[0], "work", 21);
  watcher->work.data = watcher;
  return number_value(env, uv_queue_work(loop_of(env), &watcher->work, work, after_work));
}

// A handle that does not count: the process may end although it is active.
static napi_value unreferenced(napi_env env, napi_callback_info info) {
  static uv_timer_t handle;
  uv_timer_init(loop_of(env), &handle);
  uv_timer_start(&handle, (uv_timer_cb)abort, 3600 * 1000, 0);
  uv_unref((uv_handle_t*)&handle);
  return boolean_value(env, uv_is_active((uv_handle_t*)&handle) && !uv_has_ref((uv_handle_t*)&handle));
}

static napi_value about(napi_env env, napi_callback_info info) {
  char text[128];
  snprintf(text, sizeof(text), "%s %s %d", uv_err_name(UV_ENOENT), uv_strerror(UV_EAGAIN), loop_of(env) == loop_of(env) && uv_loop_alive(loop_of(env)) >= 0);
  return string_value(env, text);
}

EXPORT(METHOD(timer), METHOD(idle), METHOD(async), METHOD(queue_work), METHOD(unreferenced), METHOD(about))
