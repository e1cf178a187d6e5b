// Cleanup hooks that change what there is to clean up. JavaScript is off: they write to standard output themselves.

#define NAPI_VERSION 8
#include "common.h"
#include <unistd.h>

static napi_env env_of_hooks;

#define SAY(...) (dprintf(STDOUT_FILENO, __VA_ARGS__), (void)0)
#define RECORD(call) SAY("  %s %s\n", #call, status_name(call))

static int marks[8];

static void mark(void* data) { SAY("hook %d\n", (int)((int*)data - marks)); }

static void change_others(void* data) {
  napi_env env = env_of_hooks;
  SAY("a hook adds and removes others\n");
  RECORD(napi_add_env_cleanup_hook(env, mark, &marks[4]));
  RECORD(napi_add_env_cleanup_hook(env, mark, &marks[5]));
  RECORD(napi_add_env_cleanup_hook(env, mark, &marks[6]));
  // Only now: on Node an added hook may come to lie in the memory, and so in the place, of a removed one.
  RECORD(napi_remove_env_cleanup_hook(env, mark, &marks[1]));
  RECORD(napi_remove_env_cleanup_hook(env, mark, &marks[5]));
  RECORD(napi_remove_env_cleanup_hook(env, mark, &marks[3]));
  RECORD(napi_remove_env_cleanup_hook(env, change_others, data));
}

static void return_to_queue(void* data) {
  napi_env env = env_of_hooks;
  SAY("a hook removes and adds itself\n");
  RECORD(napi_remove_env_cleanup_hook(env, return_to_queue, data));
  RECORD(napi_add_env_cleanup_hook(env, return_to_queue, data));
}

static void add_again(void* data) {
  SAY("a hook adds itself\n");
  napi_add_env_cleanup_hook(env_of_hooks, add_again, data);
  SAY("not reached\n");
}

static void finish(napi_async_cleanup_hook_handle handle, void* data) {
  SAY("asynchronous hook\n");
  RECORD(napi_remove_async_cleanup_hook(handle));
}

static void add_async(void* data) {
  napi_env env = env_of_hooks;
  SAY("a hook adds an asynchronous one\n");
  RECORD(napi_add_async_cleanup_hook(env, finish, NULL, NULL));
}

static void finalize(napi_env env, void* data, void* hint) { SAY("finalized: %s, environment %d\n", (char*)hint, env != NULL); }

static void set_data(void* data) {
  napi_env env = env_of_hooks;
  SAY("a hook sets the instance data\n");
  RECORD(napi_set_instance_data(env, marks, finalize, "instance data of a hook"));
}

static void make_things(void* data) {
  napi_env env = env_of_hooks;
  napi_handle_scope scope;
  napi_value object, external, memory;
  napi_ref reference;
  SAY("a hook makes objects\n");
  RECORD(napi_open_handle_scope(env, &scope));
  RECORD(napi_create_object(env, &object));
  RECORD(napi_create_reference(env, object, 1, &reference));
  RECORD(napi_add_finalizer(env, object, NULL, finalize, "an object of a hook", NULL));
  RECORD(napi_wrap(env, object, NULL, finalize, NULL, NULL));
  RECORD(napi_create_external(env, NULL, finalize, NULL, &external));
  RECORD(napi_create_external_arraybuffer(env, marks, 4, finalize, NULL, &memory));
  RECORD(napi_close_handle_scope(env, scope));
}

static const napi_cleanup_hook hooks[] = {change_others, return_to_queue, add_again, add_async, set_data, make_things};

// `hook(which)`: among others that tell when they run.
static napi_value hook(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  env_of_hooks = env;
  for (int i = 0; i < 3; i++) MUST(napi_add_env_cleanup_hook(env, mark, &marks[i]));
  MUST(napi_add_env_cleanup_hook(env, hooks[to_int32(env, argv[0])], NULL));
  MUST(napi_add_env_cleanup_hook(env, mark, &marks[3]));
  return NULL;
}

EXPORT(METHOD(hook))
