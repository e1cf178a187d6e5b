// Timers, idle, prepare and check handles, asynchronous wake-ups: when they run, and what they keep alive.

#define NAPI_VERSION 8
#include "uv_scenario.h"

// -- Timers

static void on_repeat(uv_timer_t* timer) {
  Scenario* scenario = timer->data;
  say(scenario, "repeat %d", ++scenario->count);
  if (scenario->count == 3) close_handle(timer);
}

static napi_value repeating(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  HANDLE(scenario, uv_timer_t, timer);
  UV(uv_timer_init(scenario->loop, timer));
  UV(uv_timer_start(timer, on_repeat, 1, 1));
  return NULL;
}

static void on_first(uv_timer_t* timer) {
  Scenario* scenario = timer->data;
  say(scenario, "fired, active %d", uv_is_active((uv_handle_t*)timer));
  // No repeat value: nothing to do again.
  say(scenario, "again %s", uv_timer_again(timer) == 0 ? "ok" : "refused");
  uv_timer_set_repeat(timer, 7);
  say(scenario, "repeat %d", (int)uv_timer_get_repeat(timer));
  UV(uv_timer_stop(timer));
  close_handle(timer);
  say(scenario, "closing %d", uv_is_closing((uv_handle_t*)timer));
}

static napi_value once(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  HANDLE(scenario, uv_timer_t, timer);
  UV(uv_timer_init(scenario->loop, timer));
  say(scenario, "without callback %s", uv_err_name(uv_timer_start(timer, NULL, 1, 0)));
  say(scenario, "never started %s", uv_err_name(uv_timer_again(timer)));
  UV(uv_timer_start(timer, on_first, 1, 0));
  uint64_t due = uv_timer_get_due_in(timer);
  say(scenario, "due in %s", due <= 1 ? "time" : "too long");
  return NULL;
}

static void on_due(uv_timer_t* timer) {
  Scenario* scenario = timer->data;
  say(scenario, "after %d", (int)uv_timer_get_repeat(timer));
  close_handle(timer);
}

// Timers run by their time, and those of the same time in the order in which they were started.
static napi_value ordered(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  static const int delays[] = {3, 1, 2, 1};
  uv_update_time(scenario->loop);
  for (int i = 0; i < 4; i++) {
    HANDLE(scenario, uv_timer_t, timer);
    UV(uv_timer_init(scenario->loop, timer));
    UV(uv_timer_start(timer, on_due, delays[i], 0));
    uv_timer_set_repeat(timer, delays[i] * 10 + i);
  }
  return NULL;
}

// -- The phases of a turn

static void on_prepare(uv_prepare_t* handle) {
  Scenario* scenario = handle->data;
  say(scenario, "prepare");
  if (scenario->count >= 2) close_handle(handle);
}

static void on_check(uv_check_t* handle) {
  Scenario* scenario = handle->data;
  say(scenario, "check");
  if (scenario->count >= 2) close_handle(handle);
}

static void on_idle(uv_idle_t* handle) {
  Scenario* scenario = handle->data;
  say(scenario, "idle");
  if (++scenario->count >= 2) close_handle(handle);
}

static napi_value phases(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  HANDLE(scenario, uv_check_t, check);
  HANDLE(scenario, uv_prepare_t, prepare);
  HANDLE(scenario, uv_idle_t, idle);
  UV(uv_check_init(scenario->loop, check));
  UV(uv_prepare_init(scenario->loop, prepare));
  UV(uv_idle_init(scenario->loop, idle));
  UV(uv_check_start(check, on_check));
  UV(uv_prepare_start(prepare, on_prepare));
  UV(uv_idle_start(idle, on_idle));
  return NULL;
}

// -- What JavaScript does after a callback

static void on_plain(uv_timer_t* timer) {
  Scenario* scenario = timer->data;
  scenario->count += 1;
  char text[32];
  snprintf(text, sizeof text, "%d", scenario->count);
  // Twice in one callback, and over three turns.
  tell(scenario, timer->repeat == 1, text);
  tell(scenario, timer->repeat == 1, "again");
  if (scenario->count == 3) close_handle(timer);
}

static void start_calls(napi_env env, napi_callback_info info, uint64_t repeat) {
  Scenario* scenario = begin(env, info);
  HANDLE(scenario, uv_timer_t, timer);
  UV(uv_timer_init(scenario->loop, timer));
  UV(uv_timer_start(timer, on_plain, 1, repeat));
}

static napi_value plain_calls(napi_env env, napi_callback_info info) { return start_calls(env, info, 1), NULL; }
static napi_value made_callbacks(napi_env env, napi_callback_info info) { return start_calls(env, info, 2), NULL; }

// -- Wake-ups from other threads

typedef struct {
  uv_async_t async;
  uv_thread_t thread;
} Sender;

static void send_often(void* data) {
  for (int i = 0; i < 100; i++) uv_async_send(data);
}

static void on_async(uv_async_t* async) {
  Scenario* scenario = async->data;
  if (scenario->count++ > 0) return;
  say(scenario, "woken");
  uv_thread_join(&((Sender*)async)->thread);
  close_handle(async);
}

static napi_value woken(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  HANDLE(scenario, Sender, sender);
  UV(uv_async_init(scenario->loop, &sender->async, on_async));
  UV(uv_thread_create(&sender->thread, send_often, sender));
  return NULL;
}

// -- References

static void never(uv_timer_t* timer) { abort(); }

// Unreferenced handles do not keep the loop alive, closing ones do until they are closed.
static napi_value references(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  HANDLE(scenario, uv_timer_t, timer);
  uv_handle_t* handle = (uv_handle_t*)timer;
  UV(uv_timer_init(scenario->loop, timer));
  say(scenario, "ref %d active %d", uv_has_ref(handle), uv_is_active(handle));
  UV(uv_timer_start(timer, never, 3600 * 1000, 0));
  uv_unref(handle);
  uv_unref(handle);
  say(scenario, "ref %d active %d", uv_has_ref(handle), uv_is_active(handle));
  uv_ref(handle);
  say(scenario, "ref %d type %s", uv_has_ref(handle), uv_handle_type_name(uv_handle_get_type(handle)));
  uv_unref(handle);
  close_handle(handle);
  return NULL;
}

// Handles that stay for the rest of the process: it ends all the same.
static napi_value leave_unreferenced(napi_env env, napi_callback_info info) {
  static uv_timer_t timer;
  static uv_idle_t idle;
  uv_loop_t* loop;
  MUST(napi_get_uv_event_loop(env, &loop));
  UV(uv_timer_init(loop, &timer));
  UV(uv_timer_start(&timer, never, 3600 * 1000, 0));
  uv_unref((uv_handle_t*)&timer);
  UV(uv_idle_init(loop, &idle));
  uv_unref((uv_handle_t*)&idle);
  return NULL;
}

static int kept_alive;
static void on_kept(uv_timer_t* timer) {
  kept_alive += 1;
  printf("the timer kept the process alive\n");
  fflush(stdout);
  uv_close((uv_handle_t*)timer, NULL);
}

static napi_value keep_alive(napi_env env, napi_callback_info info) {
  static uv_timer_t timer;
  uv_loop_t* loop;
  MUST(napi_get_uv_event_loop(env, &loop));
  UV(uv_timer_init(loop, &timer));
  UV(uv_timer_start(&timer, on_kept, 20, 0));
  return NULL;
}

EXPORT(METHOD(repeating), METHOD(once), METHOD(ordered), METHOD(phases), METHOD(plain_calls), METHOD(made_callbacks),
       METHOD(woken), METHOD(references), METHOD(leave_unreferenced), METHOD(keep_alive))
