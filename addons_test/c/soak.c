// Everything that an addon can leave to the end of its environment, in any number and in several environments at once, with an
// account of what lives: when all environments have ended, nothing does.

#define NAPI_VERSION 9
#include "common.h"
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

// A thing that its finalizer, its completion or its hook frees.
typedef struct {
  napi_env env;
  napi_async_work work;
  napi_async_cleanup_hook_handle handle;
  atomic_int* counter;
  int milliseconds, ended;
  char memory[256];
} Thing;

static atomic_int wraps, buffers, works, hooks, async_hooks, instances;
static atomic_int twice;

static Thing* new_thing(napi_env env, atomic_int* counter) {
  Thing* thing = calloc(1, sizeof(*thing));
  thing->env = env;
  thing->counter = counter;
  ++*counter;
  return thing;
}

static void free_thing(Thing* thing) {
  if (thing->ended++) twice++;
  --*thing->counter;
  free(thing);
}

// Calls with a new thing as `thing`; it is freed if the call fails, as it does in a worker that is terminated.
#define WITH_THING(counter, call)                \
  do {                                           \
    Thing* thing = new_thing(env, &(counter));   \
    napi_status thing_status = (call);           \
    if (thing_status != napi_ok) {               \
      free_thing(thing);                         \
      return status_value(env, thing_status);    \
    }                                            \
  } while (0)

static void finalize(napi_env env, void* data, void* hint) {
  // What is allowed in every finalizer.
  napi_value ignored;
  if (env != NULL) MUST(napi_create_object(env, &ignored));
  free_thing(hint ? hint : data);
}

// `wrap(object)`, and an external and a finalizer besides.
static napi_value wrap(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value external;
  WITH_THING(wraps, napi_wrap(env, argv[0], thing, finalize, NULL, NULL));
  WITH_THING(wraps, napi_create_external(env, thing, finalize, NULL, &external));
  WITH_THING(wraps, napi_add_finalizer(env, argv[0], thing, finalize, NULL, NULL));
  return external;
}

static napi_value buffer(napi_env env, napi_callback_info info) {
  napi_value result;
  WITH_THING(buffers, napi_create_external_buffer(env, sizeof(thing->memory), thing->memory, finalize, thing, &result));
  return result;
}

static napi_value arraybuffer(napi_env env, napi_callback_info info) {
  napi_value result;
  WITH_THING(buffers, napi_create_external_arraybuffer(env, thing->memory, sizeof(thing->memory), finalize, thing, &result));
  return result;
}

static void execute(napi_env env, void* data) { usleep((useconds_t)((Thing*)data)->milliseconds * 1000); }

static void complete(napi_env env, napi_status status, void* data) {
  Thing* thing = data;
  napi_value ignored;
  MUST(napi_create_object(env, &ignored));
  MUST(napi_delete_async_work(env, thing->work));
  free_thing(thing);
}

// `work(milliseconds)`
static napi_value work(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  Thing* work;
  WITH_THING(works, (work = thing, napi_create_async_work(env, NULL, string_value(env, "soak"), execute, complete, thing, &thing->work)));
  work->milliseconds = to_int32(env, argv[0]);
  TRY(napi_queue_async_work(env, work->work));
  // Fails if a thread of the pool has begun.
  if (work->milliseconds == 0) napi_cancel_async_work(env, work->work);
  return NULL;
}

static void run_hook(void* data) { free_thing(data); }

static void* end_hook(void* data) {
  Thing* thing = data;
  usleep(1000);
  MUST(napi_remove_async_cleanup_hook(thing->handle));
  free_thing(thing);
  return NULL;
}

static void run_async_hook(napi_async_cleanup_hook_handle handle, void* data) {
  pthread_t thread;
  ((Thing*)data)->handle = handle;
  if (pthread_create(&thread, NULL, end_hook, data) != 0) abort();
  pthread_detach(thread);
}

static napi_value hook(napi_env env, napi_callback_info info) {
  WITH_THING(hooks, napi_add_env_cleanup_hook(env, run_hook, thing));
  WITH_THING(async_hooks, napi_add_async_cleanup_hook(env, run_async_hook, thing, NULL));
  return NULL;
}

// A call that lasts, and uses what can be used, whether JavaScript is off by then or not.
static napi_value linger(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  for (int i = to_int32(env, argv[0]); i > 0; i--) {
    napi_value object, value;
    napi_handle_scope scope;
    MUST(napi_open_handle_scope(env, &scope));
    MUST(napi_create_object(env, &object));
    napi_set_named_property(env, object, "x", object);
    napi_call_function(env, object, argv[1], 0, NULL, &value);
    MUST(napi_close_handle_scope(env, scope));
    usleep(1000);
  }
  return NULL;
}

// `account()`: what lives in all environments.
static napi_value account(napi_env env, napi_callback_info info) {
  char text[256];
  snprintf(text, sizeof(text), "wraps %d, buffers %d, works %d, hooks %d, asynchronous hooks %d, instances %d, freed twice %d", wraps,
           buffers, works, hooks, async_hooks, instances - 1, twice);
  return string_value(env, text);
}

static napi_value init(napi_env env, napi_value exports) {
  const napi_property_descriptor methods[] = {METHOD(wrap), METHOD(buffer), METHOD(arraybuffer), METHOD(work), METHOD(hook),
                                              METHOD(linger), METHOD(account)};
  MUST(napi_set_instance_data(env, new_thing(env, &instances), finalize, NULL));
  // Fails in a worker that is terminated meanwhile.
  napi_define_properties(env, exports, sizeof(methods) / sizeof(*methods), methods);
  return exports;
}

NAPI_MODULE_INIT() { return init(env, exports); }
