// What happens in which turn of the loop: how many calls of a thread-safe function one turn delivers, when a finalizer runs
// after its object has died; and what a great many functions and wraps cost.

#define NAPI_VERSION 8
#include "common.h"

static void deliver(napi_env env, napi_value function, void* context, void* data) {
  napi_value receiver, result;
  if (!env) return;
  MUST(napi_get_undefined(env, &receiver));
  MUST(napi_call_function(env, receiver, function, 0, NULL, &result));
}

static napi_value flood(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  napi_threadsafe_function channel;
  MUST(napi_create_threadsafe_function(env, argv[0], NULL, string_value(env, "flood"), 0, 1, NULL, NULL, NULL, deliver, &channel));
  for (int i = to_int32(env, argv[1]); i > 0; i--) MUST(napi_call_threadsafe_function(channel, NULL, napi_tsfn_nonblocking));
  MUST(napi_release_threadsafe_function(channel, napi_tsfn_release));
  return NULL;
}

static napi_threadsafe_function self_feeding;

// Calls JavaScript, and itself again as long as that wants it.
static void deliver_again(napi_env env, napi_value function, void* context, void* data) {
  napi_value result;
  bool again = false;
  MUST(napi_call_function(env, undefined_value(env), function, 0, NULL, &result));
  MUST(napi_get_value_bool(env, result, &again));
  if (again) MUST(napi_call_threadsafe_function(self_feeding, NULL, napi_tsfn_nonblocking));
  else MUST(napi_release_threadsafe_function(self_feeding, napi_tsfn_release));
}

static napi_value feed_itself(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  TRY(napi_create_threadsafe_function(env, argv[0], NULL, string_value(env, "feeding"), 0, 1, NULL, NULL, NULL, deliver_again, &self_feeding));
  return status_value(env, napi_call_threadsafe_function(self_feeding, NULL, napi_tsfn_nonblocking));
}

static napi_ref watched, companion, made_by_finalizer;
static int finalized;

// A finalizer may do what any call may: open scopes, call JavaScript, delete references, its own as well, and make new ones.
static void on_finalize(napi_env env, void* data, void* hint) {
  napi_handle_scope scope;
  napi_value script, value;
  MUST(napi_open_handle_scope(env, &scope));
  MUST(napi_create_string_utf8(env, "({ made: 'by a finalizer' })", NAPI_AUTO_LENGTH, &script));
  MUST(napi_run_script(env, script, &value));
  MUST(napi_create_reference(env, value, 1, &made_by_finalizer));
  MUST(napi_close_handle_scope(env, scope));
  MUST(napi_delete_reference(env, watched));
  MUST(napi_delete_reference(env, companion));
  watched = NULL;
  finalized += 1;
}

static napi_value watch(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  MUST(napi_add_finalizer(env, argv[0], NULL, on_finalize, NULL, &watched));
  MUST(napi_create_reference(env, argv[0], 0, &companion));
  return NULL;
}

static napi_value state(napi_env env, napi_callback_info info) {
  napi_value value = NULL, result;
  if (watched) MUST(napi_get_reference_value(env, companion, &value));
  char text[64];
  snprintf(text, sizeof text, "%s, finalized %d", !watched ? "deleted" : value ? "alive" : "dead", finalized);
  result = string_value(env, text);
  return result;
}

static napi_value made(napi_env env, napi_callback_info info) {
  napi_value value;
  MUST(napi_get_reference_value(env, made_by_finalizer, &value));
  return value;
}

static napi_value nothing(napi_env env, napi_callback_info info) { return NULL; }

static napi_value make_functions(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  for (int i = to_int32(env, argv[0]); i > 0; i--) {
    napi_handle_scope scope;
    napi_value function;
    MUST(napi_open_handle_scope(env, &scope));
    MUST(napi_create_function(env, NULL, 0, nothing, &finalized, &function));
    MUST(napi_close_handle_scope(env, scope));
  }
  return NULL;
}

static int released;
static void release(napi_env env, void* data, void* hint) { released += 1; }

static napi_value wrap_all(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  uint32_t length;
  MUST(napi_get_array_length(env, argv[0], &length));
  for (uint32_t i = 0; i < length; i++) {
    napi_handle_scope scope;
    napi_value object;
    MUST(napi_open_handle_scope(env, &scope));
    MUST(napi_get_element(env, argv[0], i, &object));
    MUST(napi_wrap(env, object, &released, release, NULL, NULL));
    MUST(napi_close_handle_scope(env, scope));
  }
  return NULL;
}

static napi_value count_released(napi_env env, napi_callback_info info) { return number_value(env, released); }

EXPORT(METHOD(flood), METHOD(feed_itself), METHOD(watch), METHOD(state), METHOD(made), METHOD(make_functions), METHOD(wrap_all), METHOD(count_released))
