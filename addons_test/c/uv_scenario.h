// What the libuv addons share. Each exports scenarios: functions that take a callback, start something on the host's loop, and
// tell the callback what happens, line by line, until "done".

#ifndef ADDONS_TEST_UV_SCENARIO_H
#define ADDONS_TEST_UV_SCENARIO_H

#include "common.h"

#include <stdarg.h>
#include <uv.h>

typedef struct {
  napi_env env;
  napi_ref callback;
  uv_loop_t* loop;
  // How many handles are still to be closed before the scenario is over.
  int open;
  int count;
} Scenario;

// Fails loudly when a function of libuv does.
#define UV(call)                                                                                    \
  do {                                                                                              \
    int uv_result = (call);                                                                         \
    if (uv_result < 0) {                                                                            \
      fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #call, uv_err_name(uv_result));        \
      abort();                                                                                      \
    }                                                                                               \
  } while (0)

static inline Scenario* begin(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value callback;
  MUST(napi_get_cb_info(env, info, &argc, &callback, NULL, NULL));
  Scenario* scenario = calloc(1, sizeof *scenario);
  scenario->env = env;
  MUST(napi_create_reference(env, callback, 1, &scenario->callback));
  MUST(napi_get_uv_event_loop(env, &scenario->loop));
  return scenario;
}

// `plainly`: without napi_make_callback, so that nothing has to drain afterwards.
static inline void tell(Scenario* scenario, bool plainly, const char* text) {
  napi_env env = scenario->env;
  napi_handle_scope scope;
  napi_value function, receiver, argument;
  MUST(napi_open_handle_scope(env, &scope));
  MUST(napi_get_reference_value(env, scenario->callback, &function));
  MUST(napi_get_global(env, &receiver));
  argument = string_value(env, text);
  if (plainly) {
    MUST(napi_call_function(env, receiver, function, 1, &argument, NULL));
  } else {
    MUST(napi_make_callback(env, NULL, receiver, function, 1, &argument, NULL));
  }
  MUST(napi_close_handle_scope(env, scope));
}

__attribute__((format(printf, 2, 3))) static inline void say(Scenario* scenario, const char* format, ...) {
  char text[256];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  tell(scenario, false, text);
}

static inline void end(Scenario* scenario) {
  say(scenario, "done");
  MUST(napi_delete_reference(scenario->env, scenario->callback));
  free(scenario);
}

// For handles that a scenario has allocated, with the scenario as their data: the last one closed ends it.
static inline void on_closed(uv_handle_t* handle) {
  Scenario* scenario = handle->data;
  free(handle);
  if (--scenario->open == 0) end(scenario);
}

static inline void close_handle(void* handle) { uv_close(handle, on_closed); }

// A zeroed handle of the scenario's.
static inline void* new_handle(Scenario* scenario, size_t size) {
  uv_handle_t* handle = calloc(1, size);
  handle->data = scenario;
  scenario->open += 1;
  return handle;
}

#define HANDLE(scenario, type, name) type* name = new_handle(scenario, sizeof(type))

#endif
