// The end of an environment and of the process, told by writing to standard output without JavaScript: what each thing that
// an addon has left says when its turn comes, and what it may still do then.

#define NAPI_VERSION 10
#include "common.h"
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <unistd.h>

__attribute__((format(printf, 1, 2))) static void say(const char* format, ...) {
  char line[256];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(line, sizeof(line) - 1, format, arguments);
  va_end(arguments);
  line[length++] = '\n';
  // A pipe may be full, and not wait.
  while (write(1, line, (size_t)length) != length) {
    if (errno != EAGAIN) abort();
    usleep(1000);
  }
}

// What is allowed now: a new object, and reading a property of it.
static const char* allowed(napi_env env) {
  static _Thread_local char text[96];
  napi_value object = NULL, value;
  napi_handle_scope scope;
  if (env == NULL) return "no environment";
  napi_status opened = napi_open_handle_scope(env, &scope);
  napi_status made = napi_create_object(env, &object);
  napi_status read = made == napi_ok ? napi_get_named_property(env, object, "x", &value) : made;
  snprintf(text, sizeof(text), "scope %s, object %s, property %s", status_name(opened), status_name(made), status_name(read));
  if (opened == napi_ok) napi_close_handle_scope(env, scope);
  return text;
}

typedef struct {
  napi_async_work work;
  char* text;
  int milliseconds;
} Work;

static void execute(napi_env env, void* data) {
  Work* work = data;
  usleep((useconds_t)work->milliseconds * 1000);
  say("%s: executed", work->text);
}

static void complete(napi_env env, napi_status status, void* data) {
  Work* work = data;
  say("%s: completed, %s; %s", work->text, status_name(status), allowed(env));
  MUST(napi_delete_async_work(env, work->work));
}

// `work(text, milliseconds)`
static napi_value start_work(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  Work* work = calloc(1, sizeof(*work));
  work->text = to_text(env, argv[0]);
  work->milliseconds = to_int32(env, argv[1]);
  TRY(napi_create_async_work(env, NULL, argv[0], execute, complete, work, &work->work));
  return status_value(env, napi_queue_async_work(env, work->work));
}

typedef struct {
  napi_threadsafe_function function;
  char* text;
} Channel;

static Channel* last_channel;

static void call_js(napi_env env, napi_value function, void* context, void* data) {
  Channel* channel = context;
  say("%s: item %d; function %s; %s", channel->text, (int)(uintptr_t)data, function ? "given" : "null", allowed(env));
}

static void finalize_channel(napi_env env, void* data, void* context) {
  Channel* channel = context;
  say("%s: finalized; %s", channel->text, allowed(env));
}

// `channel(text, items, function)`: a thread-safe function with that many items in its queue.
static napi_value open_channel(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  Channel* channel = calloc(1, sizeof(*channel));
  channel->text = to_text(env, argv[0]);
  TRY(napi_create_threadsafe_function(env, argv[2], NULL, argv[0], 0, 3, NULL, finalize_channel, channel, call_js, &channel->function));
  for (int i = 0; i < to_int32(env, argv[1]); i++) {
    TRY(napi_call_threadsafe_function(channel->function, (void*)(uintptr_t)(i + 1), napi_tsfn_nonblocking));
  }
  last_channel = channel;
  return string_value(env, "ok");
}

// The channel that was opened last, wherever that was, as a thread sees it that knows nothing of its end.
static napi_value call_channel(napi_env env, napi_callback_info info) {
  char log[256];
  napi_threadsafe_function function = last_channel->function;
  const char* acquired = status_name(napi_acquire_threadsafe_function(function));
  const char* called = status_name(napi_call_threadsafe_function(function, NULL, napi_tsfn_blocking));
  const char* again = status_name(napi_call_threadsafe_function(function, NULL, napi_tsfn_nonblocking));
  const char* released = status_name(napi_release_threadsafe_function(function, napi_tsfn_release));
  snprintf(log, sizeof(log), "acquire %s, call %s, call %s, release %s", acquired, called, again, released);
  return string_value(env, log);
}

static napi_value release_channel(napi_env env, napi_callback_info info) {
  return status_value(env, napi_release_threadsafe_function(last_channel->function, napi_tsfn_release));
}

static napi_value abort_channel(napi_env env, napi_callback_info info) {
  return status_value(env, napi_release_threadsafe_function(last_channel->function, napi_tsfn_abort));
}

static void say_finalized(napi_env env, void* data, void* hint) { say("%s; %s", (char*)data, allowed(env)); }

static napi_value wrap(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  return status_value(env, napi_wrap(env, argv[0], to_text(env, argv[1]), say_finalized, NULL, NULL));
}

static napi_value instance(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return status_value(env, napi_set_instance_data(env, to_text(env, argv[0]), say_finalized, NULL));
}

static char memory[16][64];
static atomic_int memories;

static void say_memory(napi_env env, void* data, void* hint) { say("%s; %s", (char*)hint, allowed(env)); }

static napi_value buffer(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value result;
  TRY(napi_create_external_buffer(env, sizeof(*memory), memory[memories++], say_memory, to_text(env, argv[0]), &result));
  return result;
}

static napi_value arraybuffer(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value result;
  TRY(napi_create_external_arraybuffer(env, memory[memories++], sizeof(*memory), say_memory, to_text(env, argv[0]), &result));
  return result;
}

// An external string: `text` is what its finalizer says.
static napi_value string(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  static char letters[] = "a string that is long enough to stay outside of the heap";
  napi_value result;
  bool copied;
  TRY(node_api_create_external_string_latin1(env, letters, NAPI_AUTO_LENGTH, say_memory, to_text(env, argv[0]), &result, &copied));
  return copied ? string_value(env, "copied") : result;
}

static void say_text(void* data) { say("%s", (char*)data); }

static napi_value hook(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return status_value(env, napi_add_env_cleanup_hook(env, say_text, to_text(env, argv[0])));
}

static void* end_async_hook(void* handle) {
  usleep(30 * 1000);
  say("asynchronous hook ended");
  MUST(napi_remove_async_cleanup_hook(handle));
  return NULL;
}

static void start_async_hook(napi_async_cleanup_hook_handle handle, void* data) {
  pthread_t thread;
  say("%s", (char*)data);
  pthread_create(&thread, NULL, end_async_hook, handle);
  pthread_detach(thread);
}

static napi_value async_hook(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return status_value(env, napi_add_async_cleanup_hook(env, start_async_hook, to_text(env, argv[0]), NULL));
}

// Throws, says so in the first element of the Int32Array, and returns when the parent has put 2 there: the end has been asked for.
static napi_value throw_and_wait(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  napi_value ignored;
  void* data;
  MUST(napi_get_typedarray_info(env, argv[0], NULL, NULL, &data, NULL, NULL));
  // Tells the parent that it has begun.
  MUST(napi_call_function(env, undefined_value(env), argv[1], 0, NULL, &ignored));
  MUST(napi_throw_error(env, NULL, "thrown before the end"));
  __atomic_store_n((int*)data, 1, __ATOMIC_RELEASE);
  while (__atomic_load_n((int*)data, __ATOMIC_ACQUIRE) != 2) usleep(1000);
  return NULL;
}

// Calls the function, which ends the thread's JavaScript.
static napi_value call_to_end(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value ignored, exception;
  bool pending;
  napi_valuetype type;
  napi_status status = napi_call_function(env, undefined_value(env), argv[0], 0, NULL, &ignored);
  MUST(napi_is_exception_pending(env, &pending));
  say("called: %s, pending %d; %s", status_name(status), pending, allowed(env));
  MUST(napi_get_and_clear_last_exception(env, &exception));
  MUST(napi_typeof(env, exception, &type));
  say("exception of type %d; %s", type, allowed(env));
  return NULL;
}

// A native call that lasts until somebody ends the thread's JavaScript, and tells what it may do afterwards.
static napi_value until_stopped(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value ignored;
  // Tells the parent that it has begun.
  MUST(napi_call_function(env, undefined_value(env), argv[0], 0, NULL, &ignored));
  napi_status status;
  do {
    usleep(1000);
    napi_value object, value;
    napi_handle_scope scope;
    MUST(napi_open_handle_scope(env, &scope));
    MUST(napi_create_object(env, &object));
    status = napi_get_named_property(env, object, "x", &value);
    MUST(napi_close_handle_scope(env, scope));
  } while (status == napi_ok);
  bool pending;
  napi_value exception, value;
  MUST(napi_is_exception_pending(env, &pending));
  say("stopped: %s, pending %d; call %s; %s; %s", status_name(status), pending,
      status_name(napi_call_function(env, undefined_value(env), argv[0], 0, NULL, &ignored)), allowed(env),
      status_name(napi_run_script(env, string_value(env, "1"), &value)));
  MUST(napi_get_and_clear_last_exception(env, &exception));
  return NULL;
}

static void say_goodbye(void) { say("atexit"); }

static napi_value at_exit(napi_env env, napi_callback_info info) {
  return boolean_value(env, atexit(say_goodbye) == 0);
}

// Ways of ending the process in native code.
static volatile int* volatile nowhere;

static napi_value crash(napi_env env, napi_callback_info info) { return number_value(env, *nowhere); }

static napi_value raise_(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return number_value(env, raise(to_int32(env, argv[0])));
}

static napi_value abort_(napi_env env, napi_callback_info info) { abort(); }

static napi_value exit_(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  exit(to_int32(env, argv[0]));
}

static int deeper(int depth) {
  volatile char frame[4096];
  frame[0] = (char)depth;
  return (depth < 0 ? 0 : deeper(depth + 1)) + frame[0];
}

static napi_value overflow(napi_env env, napi_callback_info info) { return number_value(env, deeper(0)); }

static napi_value fatal(napi_env env, napi_callback_info info) { napi_fatal_error("ends.c", NAPI_AUTO_LENGTH, "fatal", NAPI_AUTO_LENGTH); }

#define NAMED(name, function) {name, NULL, function, NULL, NULL, NULL, napi_default_method, NULL}

EXPORT(NAMED("work", start_work), NAMED("channel", open_channel), NAMED("callChannel", call_channel),
       NAMED("releaseChannel", release_channel), NAMED("abortChannel", abort_channel), METHOD(wrap), METHOD(instance),
       METHOD(buffer), METHOD(arraybuffer), METHOD(string), METHOD(hook), NAMED("asyncHook", async_hook), NAMED("untilStopped", until_stopped),
       NAMED("throwAndWait", throw_and_wait), NAMED("callToEnd", call_to_end),
       NAMED("atExit", at_exit), METHOD(crash), NAMED("raise", raise_), NAMED("abort", abort_), NAMED("exit", exit_),
       METHOD(overflow), METHOD(fatal))
