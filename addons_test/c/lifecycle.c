// What an environment keeps and how it ends: instance data, cleanup hooks, the order of everything at exit. What happens
// after JavaScript is gone is told by writing to standard output without JavaScript.

#define NAPI_VERSION 8
#include "common.h"
#include <pthread.h>
#include <unistd.h>

static void say(const char* text) {
  char line[128];
  int length = snprintf(line, sizeof(line), "%s\n", text);
  if (write(1, line, (size_t)length) != length) abort();
}

static void finalize_instance(napi_env env, void* data, void* hint) {
  say(hint ? hint : "instance data finalized");
  free(data);
}

static napi_value set_instance_number(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  double* number = malloc(sizeof(*number));
  *number = to_double(env, argv[0]);
  return status_value(env, napi_set_instance_data(env, number, finalize_instance, NULL));
}

static napi_value instance_number(napi_env env, napi_callback_info info) {
  double* number;
  TRY(napi_get_instance_data(env, (void**)&number));
  return number ? number_value(env, *number) : undefined_value(env);
}

static void say_data(void* data) { say(data); }

static napi_value add_hook(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return status_value(env, napi_add_env_cleanup_hook(env, say_data, to_text(env, argv[0])));
}

static char removable[] = "a hook that was removed";

static napi_value add_removable(napi_env env, napi_callback_info info) {
  return status_value(env, napi_add_env_cleanup_hook(env, say_data, removable));
}

static napi_value remove_removable(napi_env env, napi_callback_info info) {
  return status_value(env, napi_remove_env_cleanup_hook(env, say_data, removable));
}

static void say_and_finish(napi_async_cleanup_hook_handle handle, void* data) {
  say(data);
  MUST(napi_remove_async_cleanup_hook(handle));
}

static napi_value add_async_hook(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return status_value(env, napi_add_async_cleanup_hook(env, say_and_finish, to_text(env, argv[0]), NULL));
}

static napi_async_cleanup_hook_handle removable_handle;

static napi_value add_removable_async(napi_env env, napi_callback_info info) {
  return status_value(env, napi_add_async_cleanup_hook(env, say_and_finish, removable, &removable_handle));
}

static napi_value remove_removable_async(napi_env env, napi_callback_info info) {
  return status_value(env, napi_remove_async_cleanup_hook(removable_handle));
}

// A hook that ends on another thread, later: the environment waits for it.
static void* end_later(void* handle) {
  usleep(50 * 1000);
  say("slow hook ended");
  MUST(napi_remove_async_cleanup_hook(handle));
  return NULL;
}

static void start_slow_end(napi_async_cleanup_hook_handle handle, void* data) {
  pthread_t thread;
  say("slow hook started");
  pthread_create(&thread, NULL, end_later, handle);
  pthread_detach(thread);
}

static napi_value add_slow_hook(napi_env env, napi_callback_info info) {
  return status_value(env, napi_add_async_cleanup_hook(env, start_slow_end, NULL, NULL));
}

static void say_finalized(napi_env env, void* data, void* hint) { say(data); }

// `finalize_with(object, text)`: says the text when the object is finalized, at the latest at exit.
static napi_value finalize_with(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  return status_value(env, napi_wrap(env, argv[0], to_text(env, argv[1]), say_finalized, NULL, NULL));
}

static napi_ref kept;

static napi_value keep(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return status_value(env, napi_create_reference(env, argv[0], 1, &kept));
}

// A hook that finds out what is still allowed.
static napi_env hook_env;

static void probe(void* data) {
  napi_value value;
  napi_handle_scope scope;
  bool pending;
  char line[128];
  napi_status opened = napi_open_handle_scope(hook_env, &scope);
  napi_status object = napi_create_object(hook_env, &value);
  napi_status script = napi_get_named_property(hook_env, value, "x", &value);
  MUST(napi_is_exception_pending(hook_env, &pending));
  snprintf(line, sizeof(line), "in a hook: scope %s, object %s, property %s, pending %d", status_name(opened), status_name(object),
           status_name(script), pending);
  say(line);
  if (opened == napi_ok) napi_close_handle_scope(hook_env, scope);
}

static napi_value add_probe(napi_env env, napi_callback_info info) {
  hook_env = env;
  return status_value(env, napi_add_env_cleanup_hook(env, probe, NULL));
}

EXPORT(METHOD(set_instance_number), METHOD(instance_number), METHOD(add_hook), METHOD(add_removable), METHOD(remove_removable),
       METHOD(add_async_hook), METHOD(add_removable_async), METHOD(remove_removable_async), METHOD(add_slow_hook),
       METHOD(finalize_with), METHOD(keep), METHOD(add_probe))
