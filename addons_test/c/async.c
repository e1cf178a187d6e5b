// Work on the thread pool, thread-safe functions, asynchronous contexts.

#define NAPI_VERSION 10
#include "common.h"
#include <pthread.h>
#include <unistd.h>

typedef struct {
  napi_async_work work;
  napi_ref callback;
  napi_deferred deferred;
  double input, output;
  int slot, delay_ms;
  pthread_t main_thread;
  bool ran_elsewhere;
} Job;

static Job* jobs[64];

static void execute(napi_env env, void* data) {
  Job* job = data;
  job->ran_elsewhere = !pthread_equal(job->main_thread, pthread_self());
  if (job->delay_ms) usleep((useconds_t)job->delay_ms * 1000);
  job->output = job->input * 2;
}

// Calls `callback(status, output, ran on another thread)`; what it throws is an uncaught exception.
static void complete_with_callback(napi_env env, napi_status status, void* data) {
  Job* job = data;
  napi_value function, ignored;
  MUST(napi_get_reference_value(env, job->callback, &function));
  napi_value arguments[] = {status_value(env, status), number_value(env, job->output), boolean_value(env, job->ran_elsewhere)};
  MUST(napi_delete_reference(env, job->callback));
  MUST(napi_delete_async_work(env, job->work));
  jobs[job->slot] = NULL;
  free(job);
  napi_call_function(env, undefined_value(env), function, 3, arguments, &ignored);
}

static void complete_with_promise(napi_env env, napi_status status, void* data) {
  Job* job = data;
  if (status == napi_ok) {
    MUST(napi_resolve_deferred(env, job->deferred, number_value(env, job->output)));
  } else {
    MUST(napi_reject_deferred(env, job->deferred, status_value(env, status)));
  }
  MUST(napi_delete_async_work(env, job->work));
  free(job);
}

// `work(slot, input, delay, callback)`
static napi_value work(napi_env env, napi_callback_info info) {
  ARGUMENTS(4);
  Job* job = calloc(1, sizeof(*job));
  job->input = to_double(env, argv[1]);
  job->delay_ms = to_int32(env, argv[2]);
  job->main_thread = pthread_self();
  MUST(napi_create_reference(env, argv[3], 1, &job->callback));
  TRY(napi_create_async_work(env, NULL, string_value(env, "doubling"), execute, complete_with_callback, job, &job->work));
  job->slot = to_int32(env, argv[0]);
  jobs[job->slot] = job;
  return status_value(env, napi_queue_async_work(env, job->work));
}

static napi_value cancel(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  Job* job = jobs[to_int32(env, argv[0])];
  return job ? status_value(env, napi_cancel_async_work(env, job->work)) : string_value(env, "finished already");
}

static napi_value work_promise(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  Job* job = calloc(1, sizeof(*job));
  napi_value promise;
  job->input = to_double(env, argv[0]);
  MUST(napi_create_promise(env, &job->deferred, &promise));
  TRY(napi_create_async_work(env, NULL, string_value(env, "doubling"), execute, complete_with_promise, job, &job->work));
  TRY(napi_queue_async_work(env, job->work));
  return promise;
}

// A thread-safe function with threads of its own that call it.
typedef struct {
  napi_threadsafe_function function;
  pthread_t threads[8];
  int thread_count, calls_each, sent, full, closing;
  napi_threadsafe_function_call_mode mode;
  pthread_mutex_t lock;
  napi_ref on_finish;
  double finalizer_data;
} Channel;

static Channel channel;

static void* call_repeatedly(void* data) {
  Channel* own = data;
  for (int i = 0; i < own->calls_each; i++) {
    napi_status status;
    while ((status = napi_call_threadsafe_function(own->function, (void*)(uintptr_t)(i + 1), own->mode)) == napi_queue_full) {
      pthread_mutex_lock(&own->lock);
      own->full++;
      pthread_mutex_unlock(&own->lock);
      usleep(200);
    }
    pthread_mutex_lock(&own->lock);
    if (status == napi_ok) own->sent++;
    if (status == napi_closing) own->closing++;
    pthread_mutex_unlock(&own->lock);
    if (status == napi_closing) return NULL;
  }
  MUST(napi_release_threadsafe_function(own->function, napi_tsfn_release));
  return NULL;
}

static void call_js(napi_env env, napi_value function, void* context, void* data) {
  if (env == NULL) return;
  napi_value ignored, arguments[] = {number_value(env, (double)(uintptr_t)data), boolean_value(env, context == &channel)};
  napi_call_function(env, undefined_value(env), function, 2, arguments, &ignored);
}

// Runs on the main thread when the last thread has let go: `onFinish(sent, closing, data arrived)`
static void finish(napi_env env, void* data, void* context) {
  for (int i = 0; i < channel.thread_count; i++) pthread_join(channel.threads[i], NULL);
  napi_value function, ignored;
  MUST(napi_get_reference_value(env, channel.on_finish, &function));
  MUST(napi_delete_reference(env, channel.on_finish));
  napi_value arguments[] = {number_value(env, channel.sent), number_value(env, channel.closing),
                            boolean_value(env, data == &channel.finalizer_data && context == &channel)};
  napi_call_function(env, undefined_value(env), function, 3, arguments, &ignored);
}

// `start(callback or null, threads, calls each, queue size, blocking, onFinish, native call_js)`
static napi_value start(napi_env env, napi_callback_info info) {
  ARGUMENTS(7);
  napi_valuetype type;
  bool blocking, native;
  memset(&channel, 0, sizeof(channel));
  pthread_mutex_init(&channel.lock, NULL);
  channel.thread_count = to_int32(env, argv[1]);
  channel.calls_each = to_int32(env, argv[2]);
  MUST(napi_get_value_bool(env, argv[4], &blocking));
  MUST(napi_get_value_bool(env, argv[6], &native));
  channel.mode = blocking ? napi_tsfn_blocking : napi_tsfn_nonblocking;
  MUST(napi_typeof(env, argv[0], &type));
  MUST(napi_create_reference(env, argv[5], 1, &channel.on_finish));
  TRY(napi_create_threadsafe_function(env, type == napi_function ? argv[0] : NULL, NULL, string_value(env, "channel"),
                                      (size_t)to_double(env, argv[3]), (size_t)channel.thread_count, &channel.finalizer_data, finish,
                                      &channel, native ? call_js : NULL, &channel.function));
  for (int i = 0; i < channel.thread_count; i++) pthread_create(&channel.threads[i], NULL, call_repeatedly, &channel);
  return string_value(env, "started");
}

static napi_value abort_(napi_env env, napi_callback_info info) {
  MUST(napi_acquire_threadsafe_function(channel.function));
  return status_value(env, napi_release_threadsafe_function(channel.function, napi_tsfn_abort));
}

// A function with three holders is closed at once: what it answers then takes one holder away each time, until none is left.
static napi_value closed(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_threadsafe_function function;
  char log[4096] = "";
#define RECORD(call) strcat(strcat(strcat(strcat(log, #call), " "), status_name(call)), "\n")
  RECORD(napi_create_threadsafe_function(env, argv[0], NULL, string_value(env, "closed"), 0, 3, NULL, NULL, NULL, NULL, &function));
  RECORD(napi_release_threadsafe_function(function, napi_tsfn_abort));
  RECORD(napi_acquire_threadsafe_function(function));
  RECORD(napi_call_threadsafe_function(function, NULL, napi_tsfn_blocking));
  RECORD(napi_call_threadsafe_function(function, NULL, napi_tsfn_nonblocking));
  RECORD(napi_call_threadsafe_function(function, NULL, napi_tsfn_nonblocking));
  RECORD(napi_release_threadsafe_function(function, napi_tsfn_release));
#undef RECORD
  return string_value(env, log);
}

static napi_threadsafe_function held;

// hold(function, again): a thread-safe function that is unreferenced, and referenced again if so wanted.
static napi_value hold(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  bool again;
  MUST(napi_get_value_bool(env, argv[1], &again));
  MUST(napi_create_threadsafe_function(env, argv[0], NULL, string_value(env, "held"), 0, 1, NULL, NULL, NULL, NULL, &held));
  MUST(napi_unref_threadsafe_function(env, held));
  if (again) MUST(napi_ref_threadsafe_function(env, held));
  return NULL;
}

static napi_value let_go(napi_env env, napi_callback_info info) {
  return status_value(env, napi_release_threadsafe_function(held, napi_tsfn_release));
}

// The life of a function that no other thread knows, by statuses.
static napi_value alone(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_threadsafe_function function;
  void* context = NULL;
  char log[4096] = "";
#define RECORD(call) strcat(strcat(strcat(strcat(log, #call), " "), status_name(call)), "\n")
  RECORD(napi_create_threadsafe_function(env, argv[0], NULL, NULL, 0, 1, NULL, NULL, NULL, NULL, &function));
  RECORD(napi_create_threadsafe_function(env, argv[0], NULL, string_value(env, "x"), 0, 0, NULL, NULL, NULL, NULL, &function));
  RECORD(napi_create_threadsafe_function(env, NULL, NULL, string_value(env, "x"), 0, 1, NULL, NULL, NULL, NULL, &function));
  RECORD(napi_create_threadsafe_function(env, argv[0], NULL, string_value(env, "x"), 2, 1, NULL, NULL, &channel, NULL, &function));
  RECORD(napi_get_threadsafe_function_context(function, &context));
  RECORD(napi_unref_threadsafe_function(env, function));
  RECORD(napi_ref_threadsafe_function(env, function));
  RECORD(napi_call_threadsafe_function(function, NULL, napi_tsfn_nonblocking));
  RECORD(napi_call_threadsafe_function(function, NULL, napi_tsfn_nonblocking));
  RECORD(napi_call_threadsafe_function(function, NULL, napi_tsfn_nonblocking));
  RECORD(napi_acquire_threadsafe_function(function));
  RECORD(napi_release_threadsafe_function(function, napi_tsfn_release));
  RECORD(napi_release_threadsafe_function(function, napi_tsfn_release));
#undef RECORD
  if (context != &channel) strcat(log, "another context\n");
  return string_value(env, log);
}

// What is left of a function whose last holder has let go, before the loop has seen that: it can be called, and held again.
static napi_value after_last(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_threadsafe_function function;
  char log[4096] = "";
#define RECORD(call) strcat(strcat(strcat(strcat(log, #call), " "), status_name(call)), "\n")
  RECORD(napi_create_threadsafe_function(env, argv[0], NULL, string_value(env, "last"), 0, 1, NULL, NULL, NULL, NULL, &function));
  RECORD(napi_release_threadsafe_function(function, napi_tsfn_release));
  RECORD(napi_release_threadsafe_function(function, napi_tsfn_release));
  RECORD(napi_release_threadsafe_function(function, napi_tsfn_abort));
  RECORD(napi_call_threadsafe_function(function, NULL, napi_tsfn_nonblocking));
  RECORD(napi_acquire_threadsafe_function(function));
  RECORD(napi_call_threadsafe_function(function, NULL, napi_tsfn_nonblocking));
  RECORD(napi_release_threadsafe_function(function, napi_tsfn_release));
  RECORD(napi_release_threadsafe_function(function, napi_tsfn_release));
#undef RECORD
  return string_value(env, log);
}

// `make_callback(receiver, function, ...arguments)`
static napi_value make_callback(napi_env env, napi_callback_info info) {
  ARGUMENTS(4);
  napi_value result, resource;
  napi_async_context context;
  MUST(napi_create_object(env, &resource));
  TRY(napi_async_init(env, resource, string_value(env, "test"), &context));
  napi_status status = napi_make_callback(env, context, argv[0], argv[1], argc - 2, argv + 2, &result);
  MUST(napi_async_destroy(env, context));
  TRY(status);
  return result;
}

static napi_async_context kept_context;

static napi_value keep_context(napi_env env, napi_callback_info info) {
  return status_value(env, napi_async_init(env, NULL, string_value(env, "kept"), &kept_context));
}

static napi_value call_in_kept_context(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_callback_scope scope;
  napi_value resource, result = NULL;
  MUST(napi_create_object(env, &resource));
  TRY(napi_open_callback_scope(env, resource, kept_context, &scope));
  napi_status status = napi_call_function(env, undefined_value(env), argv[0], 0, NULL, &result);
  TRY(napi_close_callback_scope(env, scope));
  TRY(status);
  return result;
}

static napi_value drop_context(napi_env env, napi_callback_info info) {
  return status_value(env, napi_async_destroy(env, kept_context));
}

EXPORT(METHOD(work), METHOD(cancel), METHOD(work_promise), METHOD(start), METHOD(abort_), METHOD(alone), METHOD(closed), METHOD(after_last),
       METHOD(hold), METHOD(let_go), METHOD(make_callback),
       METHOD(keep_context), METHOD(call_in_kept_context), METHOD(drop_context))
