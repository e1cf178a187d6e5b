// An addon that asks libuv itself for the loop, and never the host: by its own reference, by name, through a second library.

#define NAPI_VERSION 8
#define _GNU_SOURCE
#include "common.h"

#include <dlfcn.h>
#include <uv.h>

typedef uv_loop_t* (*get_loop)(void);

static get_loop in_second_library(void) {
  Dl_info here;
  char path[1024];
  if (!dladdr((void*)in_second_library, &here)) abort();
  snprintf(path, sizeof path, "%.*s/libraries_second.node", (int)(strrchr(here.dli_fname, '/') - here.dli_fname), here.dli_fname);
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  return library ? (get_loop)dlsym(library, "second_default_loop") : NULL;
}

static void on_timer(uv_timer_t* timer) {
  printf("the default loop runs\n");
  fflush(stdout);
  uv_close((uv_handle_t*)timer, NULL);
}

// `start(way)`: `get_loop` is found in one of three ways.
static napi_value start(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  static uv_timer_t timer;
  char* way = to_text(env, argv[0]);
  get_loop get = strcmp(way, "name") == 0 ? (get_loop)dlsym(RTLD_DEFAULT, "uv_default_loop") : in_second_library();
#ifndef INDIRECT
  if (strcmp(way, "reference") == 0) get = uv_default_loop;
#endif
  free(way);
  if (!get) return string_value(env, "not found");
  uv_timer_init(get(), &timer);
  return number_value(env, uv_timer_start(&timer, on_timer, 5, 0));
}

#ifndef INDIRECT

static napi_value is_default(napi_env env, napi_callback_info info) {
  uv_loop_t* loop;
  MUST(napi_get_uv_event_loop(env, &loop));
  return boolean_value(env, loop == uv_default_loop());
}

EXPORT(METHOD(start), METHOD(is_default))

#else

EXPORT(METHOD(start))

#endif
