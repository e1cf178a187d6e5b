// An addon that runs loops itself: one of its own, on this and on another thread, and the host's.

#define NAPI_VERSION 8
#include "uv_scenario.h"

static void count_up(uv_timer_t* timer) {
  if (++*(int*)timer->data == 3) uv_close((uv_handle_t*)timer, NULL);
}

static int run_own_loop(int* counter, uv_run_mode mode) {
  uv_loop_t loop;
  uv_timer_t timer;
  UV(uv_loop_init(&loop));
  UV(uv_timer_init(&loop, &timer));
  timer.data = counter;
  UV(uv_timer_start(&timer, count_up, 1, 1));
  int turns = 0;
  while (uv_run(&loop, mode) != 0) turns += 1;
  UV(uv_loop_close(&loop));
  return turns;
}

static void run_on_thread(void* data) { run_own_loop(data, UV_RUN_DEFAULT); }

static napi_value own_loops(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  int here = 0, stepwise = 0, there = 0;
  run_own_loop(&here, UV_RUN_DEFAULT);
  int turns = run_own_loop(&stepwise, UV_RUN_ONCE);
  uv_thread_t thread;
  UV(uv_thread_create(&thread, run_on_thread, &there));
  UV(uv_thread_join(&thread));
  say(scenario, "%d %d %d, stepwise %s", here, stepwise, there, turns > 1 ? "in steps" : "at once");
  end(scenario);
  return NULL;
}

static void on_nested(uv_timer_t* timer) {
  Scenario* scenario = timer->data;
  scenario->count += 1;
  say(scenario, "timer of the host's loop");
  close_handle(timer);
}

// Runs the host's loop from inside a call until something has happened there. The handle is closed on the way.
static napi_value nested(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  HANDLE(scenario, uv_timer_t, timer);
  UV(uv_timer_init(scenario->loop, timer));
  UV(uv_timer_start(timer, on_nested, 1, 0));
  while (scenario->count == 0) uv_run(scenario->loop, UV_RUN_NOWAIT);
  return NULL;
}

static napi_value about(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  uv_loop_t* again;
  MUST(napi_get_uv_event_loop(env, &again));
  say(scenario, "the same loop %d, time runs %d", again == scenario->loop, uv_hrtime() > 0 && uv_now(again) > 0);
  say(scenario, "%s, %s", uv_err_name(UV_ENOENT), uv_strerror(UV_EAGAIN));
  say(scenario, "descriptor %d", uv_backend_fd(again) >= 0);
  UV(uv_loop_configure(again, UV_METRICS_IDLE_TIME));
  end(scenario);
  return NULL;
}

EXPORT(METHOD(own_loops), METHOD(nested), METHOD(about))
