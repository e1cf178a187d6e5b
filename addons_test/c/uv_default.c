// An addon that asks libuv itself for the loop, and never the host.

#define NAPI_VERSION 8
#include "common.h"
#include <uv.h>

static void on_timer(uv_timer_t* timer) {
  printf("the default loop runs\n");
  fflush(stdout);
  uv_close((uv_handle_t*)timer, NULL);
}

static napi_value start(napi_env env, napi_callback_info info) {
  static uv_timer_t timer;
  uv_timer_init(uv_default_loop(), &timer);
  return number_value(env, uv_timer_start(&timer, on_timer, 5, 0));
}

static napi_value is_default(napi_env env, napi_callback_info info) {
  uv_loop_t* loop;
  MUST(napi_get_uv_event_loop(env, &loop));
  return boolean_value(env, loop == uv_default_loop());
}

EXPORT(METHOD(start), METHOD(is_default))
