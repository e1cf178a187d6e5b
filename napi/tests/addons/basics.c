// Values, functions, classes, references, errors, buffers, asynchronous work and thread-safe functions: one addon that the
// tests drive from JavaScript.
#define NAPI_VERSION 9
#include <node_api.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OK(call)                                                    \
  do {                                                              \
    napi_status status_ = (call);                                   \
    if (status_ != napi_ok) {                                       \
      bool pending_;                                                \
      napi_is_exception_pending(env, &pending_);                    \
      if (!pending_) napi_throw_error(env, NULL, #call);            \
      return NULL;                                                  \
    }                                                               \
  } while (0)

static int finalized;

static napi_value Add(napi_env env, napi_callback_info info) {
  napi_value argv[2], result;
  size_t argc = 2;
  double a, b;
  OK(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  OK(napi_get_value_double(env, argv[0], &a));
  OK(napi_get_value_double(env, argv[1], &b));
  OK(napi_create_double(env, a + b, &result));
  return result;
}

static napi_value Echo(napi_env env, napi_callback_info info) {
  napi_value arg, result;
  size_t argc = 1, length;
  OK(napi_get_cb_info(env, info, &argc, &arg, NULL, NULL));
  OK(napi_get_value_string_utf8(env, arg, NULL, 0, &length));
  char *text = malloc(length + 1);
  OK(napi_get_value_string_utf8(env, arg, text, length + 1, &length));
  OK(napi_create_string_utf8(env, text, length, &result));
  free(text);
  return result;
}

static napi_value Call(napi_env env, napi_callback_info info) {
  napi_value argv[2], undefined, result;
  size_t argc = 2;
  OK(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  OK(napi_get_undefined(env, &undefined));
  if (napi_call_function(env, undefined, argv[0], 1, &argv[1], &result) == napi_pending_exception) {
    napi_value caught;
    napi_get_and_clear_last_exception(env, &caught);
    napi_throw(env, caught);
    return NULL;
  }
  return result;
}

static void Finalize(napi_env env, void *data, void *hint) {
  finalized++;
  free(data);
}

static napi_value Construct(napi_env env, napi_callback_info info) {
  napi_value self, arg;
  size_t argc = 1;
  int *count = malloc(sizeof *count);
  OK(napi_get_cb_info(env, info, &argc, &arg, &self, NULL));
  napi_valuetype type;
  OK(napi_typeof(env, arg, &type));
  *count = 0;
  if (type == napi_number) OK(napi_get_value_int32(env, arg, count));
  OK(napi_wrap(env, self, count, Finalize, NULL, NULL));
  return NULL;
}

static napi_value Increment(napi_env env, napi_callback_info info) {
  napi_value self, result;
  int *count;
  OK(napi_get_cb_info(env, info, NULL, NULL, &self, NULL));
  OK(napi_unwrap(env, self, (void **)&count));
  OK(napi_create_int32(env, ++*count, &result));
  return result;
}

static napi_value Wrap(napi_env env, napi_callback_info info) {
  napi_value arg;
  size_t argc = 1;
  OK(napi_get_cb_info(env, info, &argc, &arg, NULL, NULL));
  OK(napi_wrap(env, arg, calloc(1, sizeof(int)), Finalize, NULL, NULL));
  return arg;
}

static napi_value Finalized(napi_env env, napi_callback_info info) {
  napi_value result;
  OK(napi_create_int32(env, finalized, &result));
  return result;
}

static napi_value Throw(napi_env env, napi_callback_info info) {
  napi_throw_type_error(env, "E_CODE", "thrown");
  return NULL;
}

static napi_value ExternalBuffer(napi_env env, napi_callback_info info) {
  napi_value result;
  char *memory = malloc(4);
  memcpy(memory, "abcd", 4);
  OK(napi_create_external_buffer(env, 4, memory, Finalize, NULL, &result));
  return result;
}

struct work {
  napi_async_work work;
  napi_deferred deferred;
  int value;
};

static void Execute(napi_env env, void *data) {
  ((struct work *)data)->value *= 2;
}

static void Complete(napi_env env, napi_status status, void *data) {
  struct work *work = data;
  napi_value value;
  napi_create_int32(env, status == napi_cancelled ? -1 : work->value, &value);
  napi_resolve_deferred(env, work->deferred, value);
  napi_delete_async_work(env, work->work);
  free(work);
}

static napi_value Work(napi_env env, napi_callback_info info) {
  napi_value arg, name, promise;
  size_t argc = 1;
  struct work *work = malloc(sizeof *work);
  OK(napi_get_cb_info(env, info, &argc, &arg, NULL, NULL));
  OK(napi_get_value_int32(env, arg, &work->value));
  OK(napi_create_promise(env, &work->deferred, &promise));
  OK(napi_create_string_utf8(env, "work", NAPI_AUTO_LENGTH, &name));
  OK(napi_create_async_work(env, NULL, name, Execute, Complete, work, &work->work));
  OK(napi_queue_async_work(env, work->work));
  return promise;
}

struct calls {
  napi_threadsafe_function function;
  pthread_t threads[4];
  int thread_count, per_thread;
};

static void CallJs(napi_env env, napi_value callback, void *context, void *data) {
  if (env == NULL) return;
  napi_value undefined, value;
  napi_get_undefined(env, &undefined);
  napi_create_int32(env, (int)(intptr_t)data, &value);
  napi_call_function(env, undefined, callback, 1, &value, NULL);
}

static void *Produce(void *data) {
  struct calls *calls = data;
  for (int i = 0; i < calls->per_thread; i++)
    napi_call_threadsafe_function(calls->function, (void *)(intptr_t)1, napi_tsfn_blocking);
  napi_release_threadsafe_function(calls->function, napi_tsfn_release);
  return NULL;
}

static void FinalizeCalls(napi_env env, void *data, void *hint) {
  struct calls *calls = data;
  for (int i = 0; i < calls->thread_count; i++) pthread_join(calls->threads[i], NULL);
  free(calls);
  finalized += 1000;
}

static napi_value Threads(napi_env env, napi_callback_info info) {
  napi_value argv[4], name;
  size_t argc = 4;
  uint32_t capacity;
  struct calls *calls = malloc(sizeof *calls);
  OK(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  OK(napi_get_value_int32(env, argv[1], &calls->thread_count));
  OK(napi_get_value_int32(env, argv[2], &calls->per_thread));
  OK(napi_get_value_uint32(env, argv[3], &capacity));
  OK(napi_create_string_utf8(env, "threads", NAPI_AUTO_LENGTH, &name));
  OK(napi_create_threadsafe_function(env, argv[0], NULL, name, capacity, calls->thread_count, calls, FinalizeCalls, NULL,
                                     CallJs, &calls->function));
  for (int i = 0; i < calls->thread_count; i++) pthread_create(&calls->threads[i], NULL, Produce, calls);
  return NULL;
}

NAPI_MODULE_INIT() {
  napi_property_descriptor methods[] = {
      {"increment", NULL, Increment, NULL, NULL, NULL, napi_default_method, NULL},
      {"value", NULL, NULL, Increment, NULL, NULL, napi_default, NULL},
      {"make", NULL, Add, NULL, NULL, NULL, napi_static, NULL},
  };
  napi_value class;
  OK(napi_define_class(env, "Counter", NAPI_AUTO_LENGTH, Construct, NULL, 3, methods, &class));
  OK(napi_set_named_property(env, exports, "Counter", class));
  struct {
    const char *name;
    napi_callback callback;
  } functions[] = {{"add", Add},       {"echo", Echo},     {"call", Call},
                   {"wrap", Wrap},     {"throw", Throw},   {"externalBuffer", ExternalBuffer},
                   {"work", Work},     {"threads", Threads}, {"finalized", Finalized},
                   {"increment", Increment}};
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    napi_value function;
    OK(napi_create_function(env, functions[i].name, NAPI_AUTO_LENGTH, functions[i].callback, NULL, &function));
    OK(napi_set_named_property(env, exports, functions[i].name, function));
  }
  return exports;
}
