// libuv handles at the end of an environment: some that the addon closes in a cleanup hook, some that it leaves open.

#define NAPI_VERSION 10
#include "common.h"
#include <stdatomic.h>
#include <unistd.h>
#include <uv.h>

typedef union {
  uv_handle_t handle;
  uv_timer_t timer;
  uv_idle_t idle;
  uv_check_t check;
  uv_async_t async;
  uv_poll_t poll;
} Handle;

typedef struct {
  Handle handle;
  napi_env env;
  napi_ref callback;
  int pipe[2];
  uv_thread_t thread;
  atomic_bool stop;
  const char* kind;
} Watcher;

static atomic_int alive;

static void notify(Watcher* watcher) {
  napi_handle_scope scope;
  napi_value global, function, ignored;
  napi_env env = watcher->env;
  MUST(napi_open_handle_scope(env, &scope));
  MUST(napi_get_reference_value(env, watcher->callback, &function));
  MUST(napi_get_global(env, &global));
  // Refused once JavaScript has ended.
  if (napi_make_callback(env, NULL, global, function, 0, NULL, &ignored) == napi_pending_exception) {
    MUST(napi_get_and_clear_last_exception(env, &ignored));
    napi_fatal_exception(env, ignored);
  }
  MUST(napi_close_handle_scope(env, scope));
}

static void on_timer(uv_timer_t* handle) { notify(handle->data); }
static void on_idle(uv_idle_t* handle) { notify(handle->data); }
static void on_check(uv_check_t* handle) { notify(handle->data); }
static void on_async(uv_async_t* handle) { notify(handle->data); }
static void on_poll(uv_poll_t* handle, int status, int events) { notify(handle->data); }

static void keep_sending(void* data) {
  Watcher* watcher = data;
  while (!watcher->stop) {
    uv_async_send(&watcher->handle.async);
    usleep(500);
  }
}

static void closed(uv_handle_t* handle) {
  Watcher* watcher = handle->data;
  if (watcher->pipe[0]) {
    close(watcher->pipe[0]);
    close(watcher->pipe[1]);
  }
  free(watcher);
  alive--;
}

static void close_in_hook(void* data) {
  Watcher* watcher = data;
  if (strcmp(watcher->kind, "async") == 0) {
    watcher->stop = true;
    uv_thread_join(&watcher->thread);
  }
  MUST(napi_delete_reference(watcher->env, watcher->callback));
  uv_close(&watcher->handle.handle, closed);
}

// `open(kind, callback, tidy)`: a tidy handle is closed in a cleanup hook.
static napi_value open_handle(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  Watcher* watcher = calloc(1, sizeof(*watcher));
  uv_loop_t* loop;
  bool tidy;
  MUST(napi_get_uv_event_loop(env, &loop));
  MUST(napi_get_value_bool(env, argv[2], &tidy));
  MUST(napi_create_reference(env, argv[1], 1, &watcher->callback));
  watcher->env = env;
  watcher->handle.handle.data = NULL;
  char* kind = to_text(env, argv[0]);
  if (strcmp(kind, "timer") == 0) {
    watcher->kind = "timer";
    uv_timer_init(loop, &watcher->handle.timer);
    uv_timer_start(&watcher->handle.timer, on_timer, 1, 1);
  } else if (strcmp(kind, "idle") == 0) {
    watcher->kind = "idle";
    uv_idle_init(loop, &watcher->handle.idle);
    uv_idle_start(&watcher->handle.idle, on_idle);
  } else if (strcmp(kind, "check") == 0) {
    watcher->kind = "check";
    uv_check_init(loop, &watcher->handle.check);
    uv_check_start(&watcher->handle.check, on_check);
  } else if (strcmp(kind, "poll") == 0) {
    watcher->kind = "poll";
    if (pipe(watcher->pipe) != 0 || write(watcher->pipe[1], "x", 1) != 1) abort();
    uv_poll_init(loop, &watcher->handle.poll, watcher->pipe[0]);
    uv_poll_start(&watcher->handle.poll, UV_READABLE, on_poll);
  } else {
    watcher->kind = "async";
    uv_async_init(loop, &watcher->handle.async, on_async);
  }
  watcher->handle.handle.data = watcher;
  free(kind);
  alive++;
  if (strcmp(watcher->kind, "async") == 0) uv_thread_create(&watcher->thread, keep_sending, watcher);
  if (tidy) MUST(napi_add_env_cleanup_hook(env, close_in_hook, watcher));
  return string_value(env, watcher->kind);
}

// How many handles are open in all environments.
static napi_value count(napi_env env, napi_callback_info info) { return number_value(env, alive); }

EXPORT({"open", NULL, open_handle, NULL, NULL, NULL, napi_default_method, NULL}, METHOD(count))
