// Calls any function of the ABI by its name, with arguments of any kind:
//
//   call(name, arguments, whilePending) -> [status, last error, [exception?], ...results]
//   callAtExit(name, arguments)            the same while JavaScript is off: prints the status
//
// An argument is [kind, payload?]; KINDS names them. Kinds that are handles make a fresh one, which is given back after the
// call unless the function has done that itself.

#if !defined NAPI_VERSION && !defined NAPI_EXPERIMENTAL
#define NAPI_VERSION 10
#endif
#define _GNU_SOURCE
#include "common.h"

#include <dlfcn.h>
#include <stdint.h>

#define KINDS(X)                                                                                                          \
  X(null) X(integer) X(number) X(value) X(values) X(text) X(text16) X(room) X(memory) X(tag) X(property)                   \
  X(outValue) X(outWord) X(outPointer) X(inOutWord)                                                                        \
  X(callback) X(finalizer) X(noEnvFinalizer) X(execute) X(complete) X(callJs) X(hook) X(asyncHook) X(callbackInfo)         \
  X(reference) X(deferred) X(work) X(threadsafe) X(context) X(handleScope) X(escapableScope) X(callbackScope)              \
  X(cleanupHandle)

#define ENUMERATOR(name) KIND_##name,
#define NAME(name) #name,
enum kind { KINDS(ENUMERATOR) };
static const char* const kind_names[] = {KINDS(NAME)};

enum { MOST = 11, MOST_VALUES = 8, LONGEST = 304 };

// Integers, pointers and enumerations travel in one kind of registers, floating-point numbers in another: one type of
// function serves for all of them. Functions that take no environment get the other arguments only.
typedef napi_status (*with_env)(napi_env, uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t,
                                uintptr_t, uintptr_t, uintptr_t, double);
typedef napi_status (*without_env)(uintptr_t, uintptr_t, uintptr_t);

struct argument {
  enum kind kind;
  uintptr_t raw;
  uint64_t word;
  char text[LONGEST];
  napi_ref kept[MOST_VALUES];
  napi_value values[MOST_VALUES];
  napi_property_descriptor property;
  void* handle;
};

struct prepared {
  char* name;
  // Performed when this callback is long over: scopes are opened then.
  bool at_exit;
  napi_env env;
  bool null_env;
  bool takes_env;
  uint32_t count;
  double number;
  struct argument arguments[MOST];
};

static napi_value do_nothing(napi_env env, napi_callback_info info) { return NULL; }
static void finalize_nothing(napi_env env, void* data, void* hint) {}
static void finalize_nothing_anywhere(void* data, void* hint) {}
static void execute_nothing(napi_env env, void* data) {}
static void call_nothing(napi_env env, napi_value function, void* context, void* data) {}
static void run_nothing(void* data) {}
static void run_nothing_later(napi_async_cleanup_hook_handle handle, void* data) {
  napi_remove_async_cleanup_hook(handle);
}

static void complete_nothing(napi_env env, napi_status status, void* data) {}

// Work that has been queued is deleted when it is done.
static void delete_work(napi_env env, napi_status status, void* data) {
  napi_async_work* work = data;
  MUST(napi_delete_async_work(env, *work));
  free(work);
}

static napi_value member(napi_env env, napi_value object, const char* name) {
  bool has;
  napi_value value = NULL;
  MUST(napi_has_named_property(env, object, name, &has));
  if (has) MUST(napi_get_named_property(env, object, name, &value));
  return value;
}

static void read_property(napi_env env, napi_value from, struct argument* to) {
  napi_property_descriptor* property = &to->property;
  napi_value name = member(env, from, "utf8name"), attributes = member(env, from, "attributes");
  if (name) {
    MUST(napi_get_value_string_utf8(env, name, to->text, LONGEST, NULL));
    property->utf8name = to->text;
  }
  property->name = member(env, from, "name");
  property->value = member(env, from, "value");
  if (member(env, from, "method")) property->method = do_nothing;
  if (member(env, from, "getter")) property->getter = do_nothing;
  if (member(env, from, "setter")) property->setter = do_nothing;
  if (attributes) property->attributes = to_int32(env, attributes);
}

// The low 64 bits of a number or a BigInt.
static uint64_t to_word(napi_env env, napi_value value) {
  uint64_t word;
  int64_t number;
  bool lossless;
  if (napi_get_value_bigint_uint64(env, value, &word, &lossless) == napi_ok) return word;
  MUST(napi_get_value_int64(env, value, &number));
  return (uint64_t)number;
}

// Before version 10 only objects can be kept. Of the rest, calls at exit need strings alone: those are made anew.
static void keep(napi_env env, struct argument* to, uint32_t index, napi_value value) {
  to->values[index] = value;
  if (napi_create_reference(env, value, 1, &to->kept[index]) == napi_ok) return;
  to->kept[index] = NULL;
  if (napi_get_value_string_utf8(env, value, to->text, LONGEST, NULL) != napi_ok) to->text[0] = '\0';
}

static napi_async_work* new_work(napi_env env) {
  napi_async_work* work = malloc(sizeof *work);
  MUST(napi_create_async_work(env, NULL, string_value(env, "work"), execute_nothing, delete_work, work, work));
  return work;
}

static napi_async_context new_context(napi_env env) {
  napi_async_context context;
  MUST(napi_async_init(env, NULL, string_value(env, "context"), &context));
  return context;
}

// A new handle of the kind.
static void* make_handle(napi_env env, enum kind kind, struct argument* argument) {
  union {
    napi_ref reference;
    napi_deferred deferred;
    napi_threadsafe_function threadsafe;
    napi_handle_scope scope;
    napi_escapable_handle_scope escapable;
    napi_callback_scope callback;
    napi_async_cleanup_hook_handle cleanup;
    void* any;
  } made = {0};
  napi_value promise;
  switch (kind) {
    case KIND_reference: MUST(napi_create_reference(env, argument->values[0], 1, &made.reference)); break;
    case KIND_deferred: MUST(napi_create_promise(env, &made.deferred, &promise)); break;
    case KIND_work: {
      napi_async_work* work = new_work(env);
      argument->word = (uint64_t)(uintptr_t)work;
      made.any = *work;
      break;
    }
    case KIND_threadsafe:
      MUST(napi_create_threadsafe_function(env, NULL, NULL, string_value(env, "threadsafe"), 0, 1, NULL, NULL, &made, call_nothing,
                                           &made.threadsafe));
      break;
    case KIND_context: made.any = new_context(env); break;
    case KIND_handleScope: MUST(napi_open_handle_scope(env, &made.scope)); break;
    case KIND_escapableScope: MUST(napi_open_escapable_handle_scope(env, &made.escapable)); break;
    case KIND_callbackScope:
      argument->word = (uint64_t)(uintptr_t)new_context(env);
      MUST(napi_open_callback_scope(env, NULL, (napi_async_context)(uintptr_t)argument->word, &made.callback));
      break;
    case KIND_cleanupHandle: MUST(napi_add_async_cleanup_hook(env, run_nothing_later, NULL, &made.cleanup)); break;
    default: break;
  }
  return made.any;
}

static enum kind kind_of(napi_env env, napi_value name) {
  char* text = to_text(env, name);
  for (size_t i = 0; i < sizeof kind_names / sizeof *kind_names; i++) {
    if (strcmp(text, kind_names[i]) == 0) {
      free(text);
      return (enum kind)i;
    }
  }
  fprintf(stderr, "no kind of argument is called %s\n", text);
  abort();
}

// Memory that never goes away.
static char* memory(void) {
  static char bytes[64] = "abc";
  return bytes;
}

static uintptr_t read_argument(napi_env env, napi_callback_info info, napi_value pair, struct prepared* call,
                               struct argument* to) {
  static napi_type_tag tag = {1, 2};
  napi_value kind, payload;
  MUST(napi_get_element(env, pair, 0, &kind));
  MUST(napi_get_element(env, pair, 1, &payload));
  to->kind = kind_of(env, kind);
  switch (to->kind) {
    case KIND_null: return 0;
    case KIND_integer: return (uintptr_t)to_word(env, payload);
    case KIND_number: call->number = to_double(env, payload); return 0;
    case KIND_value: keep(env, to, 0, payload); return (uintptr_t)payload;
    case KIND_values: {
      uint32_t length;
      MUST(napi_get_array_length(env, payload, &length));
      for (uint32_t i = 0; i < length && i < MOST_VALUES; i++) {
        napi_value value;
        MUST(napi_get_element(env, payload, i, &value));
        keep(env, to, i, value);
      }
      return (uintptr_t)to->values;
    }
    case KIND_text: MUST(napi_get_value_string_utf8(env, payload, to->text, LONGEST, NULL)); return (uintptr_t)to->text;
    case KIND_text16:
      MUST(napi_get_value_string_utf16(env, payload, (char16_t*)to->text, LONGEST / 2, NULL));
      return (uintptr_t)to->text;
    case KIND_room: memset(to->text, '~', LONGEST - 1); return (uintptr_t)to->text;
    case KIND_memory: return (uintptr_t)memory();
    case KIND_tag: return (uintptr_t)&tag;
    case KIND_property: read_property(env, payload, to); return (uintptr_t)&to->property;
    case KIND_outValue: return (uintptr_t)&to->word;
    // What a function does not write stays visible.
    case KIND_outWord:
    case KIND_outPointer: to->word = 0x5555555555555555; return (uintptr_t)&to->word;
    case KIND_inOutWord: to->word = to_word(env, payload); return (uintptr_t)&to->word;
    case KIND_callback: return (uintptr_t)do_nothing;
    case KIND_finalizer: return (uintptr_t)finalize_nothing;
    case KIND_noEnvFinalizer: return (uintptr_t)finalize_nothing_anywhere;
    case KIND_execute: return (uintptr_t)execute_nothing;
    case KIND_complete: return (uintptr_t)complete_nothing;
    case KIND_callJs: return (uintptr_t)call_nothing;
    case KIND_hook: return (uintptr_t)run_nothing;
    case KIND_asyncHook: return (uintptr_t)run_nothing_later;
    case KIND_callbackInfo: return (uintptr_t)info;
    case KIND_reference: to->values[0] = payload; break;
    case KIND_handleScope:
    case KIND_escapableScope:
      if (call->at_exit) return 0;
      break;
    default: break;
  }
  to->handle = make_handle(env, to->kind, to);
  if (to->kind == KIND_threadsafe && call->at_exit) MUST(napi_unref_threadsafe_function(env, to->handle));
  return (uintptr_t)to->handle;
}

// `handle` of an argument is null when the function has consumed it.
static bool consumes(const char* name, enum kind kind) {
  static const struct {
    const char* name;
    enum kind kind;
  } consumers[] = {
      {"napi_delete_reference", KIND_reference},
      {"napi_resolve_deferred", KIND_deferred},
      {"napi_reject_deferred", KIND_deferred},
      {"napi_delete_async_work", KIND_work},
      {"napi_queue_async_work", KIND_work},
      {"napi_release_threadsafe_function", KIND_threadsafe},
      {"napi_async_destroy", KIND_context},
      {"napi_close_handle_scope", KIND_handleScope},
      {"napi_close_escapable_handle_scope", KIND_escapableScope},
      {"napi_close_callback_scope", KIND_callbackScope},
      {"napi_remove_async_cleanup_hook", KIND_cleanupHandle},
  };
  for (size_t i = 0; i < sizeof consumers / sizeof *consumers; i++) {
    if (consumers[i].kind == kind && strcmp(consumers[i].name, name) == 0) return true;
  }
  return false;
}

// `companion` is what belongs to the handle: the memory of work, the context of a callback scope.
static void give_back(napi_env env, enum kind kind, void* handle, bool consumed, void* companion) {
  switch (kind) {
    case KIND_reference: if (!consumed) MUST(napi_delete_reference(env, handle)); break;
    case KIND_deferred: if (!consumed) MUST(napi_resolve_deferred(env, handle, undefined_value(env))); break;
    case KIND_work:
      if (!consumed) MUST(napi_delete_async_work(env, handle));
      if (!consumed) free(companion);
      break;
    case KIND_threadsafe: if (!consumed) napi_release_threadsafe_function(handle, napi_tsfn_abort); break;
    case KIND_context: if (!consumed) MUST(napi_async_destroy(env, handle)); break;
    case KIND_handleScope: if (!consumed) MUST(napi_close_handle_scope(env, handle)); break;
    case KIND_escapableScope: if (!consumed) MUST(napi_close_escapable_handle_scope(env, handle)); break;
    case KIND_callbackScope:
      if (!consumed) MUST(napi_close_callback_scope(env, handle));
      if (companion) MUST(napi_async_destroy(env, companion));
      break;
    case KIND_cleanupHandle: if (!consumed) MUST(napi_remove_async_cleanup_hook(handle)); break;
    default: break;
  }
}

// Gives back what the function under test has made.
static void give_back_result(napi_env env, const char* name, void* handle) {
  static const struct {
    const char* name;
    enum kind kind;
  } makers[] = {
      {"napi_create_reference", KIND_reference},
      {"napi_create_async_work", KIND_work},
      {"napi_create_threadsafe_function", KIND_threadsafe},
      {"napi_async_init", KIND_context},
      {"napi_open_handle_scope", KIND_handleScope},
      {"napi_open_escapable_handle_scope", KIND_escapableScope},
      {"napi_open_callback_scope", KIND_callbackScope},
      {"napi_add_async_cleanup_hook", KIND_cleanupHandle},
  };
  for (size_t i = 0; i < sizeof makers / sizeof *makers; i++) {
    if (strcmp(makers[i].name, name) == 0) give_back(env, makers[i].kind, handle, false, NULL);
  }
}

static struct prepared* prepare(napi_env env, napi_callback_info info, napi_value name, napi_value list, bool at_exit) {
  struct prepared* call = calloc(1, sizeof *call);
  call->at_exit = at_exit;
  call->name = to_text(env, name);
  call->env = env;
  call->takes_env = true;
  uint32_t length;
  MUST(napi_get_array_length(env, list, &length));
  uint32_t first = 0;
  if (length > 0) {
    // "env" or "nullEnv" in front; without either the function takes no environment.
    napi_value pair, kind;
    MUST(napi_get_element(env, list, 0, &pair));
    MUST(napi_get_element(env, pair, 0, &kind));
    char* text = to_text(env, kind);
    call->null_env = strcmp(text, "nullEnv") == 0;
    call->takes_env = call->null_env || strcmp(text, "env") == 0;
    free(text);
    first = call->takes_env;
  }
  for (uint32_t i = first; i < length && call->count < MOST; i++) {
    napi_value pair;
    MUST(napi_get_element(env, list, i, &pair));
    struct argument* argument = &call->arguments[call->count++];
    argument->raw = read_argument(env, info, pair, call, argument);
  }
  return call;
}

static napi_status perform(struct prepared* call) {
  void* function = dlsym(RTLD_DEFAULT, call->name);
  if (!function) {
    fprintf(stderr, "%s is not there\n", call->name);
    abort();
  }
  uintptr_t raw[MOST] = {0};
  uint32_t used = 0;
  for (uint32_t i = 0; i < call->count; i++) {
    if (call->arguments[i].kind != KIND_number) raw[used++] = call->arguments[i].raw;
  }
  if (!call->takes_env) return ((without_env)function)(raw[0], raw[1], raw[2]);
  return ((with_env)function)(call->null_env ? NULL : call->env, raw[0], raw[1], raw[2], raw[3], raw[4], raw[5], raw[6],
                              raw[7], raw[8], raw[9], call->number);
}

static napi_value list_of(napi_env env, napi_value only) {
  napi_value list;
  MUST(napi_create_array(env, &list));
  if (only) MUST(napi_set_element(env, list, 0, only));
  return list;
}

static napi_value result_of(napi_env env, struct argument* argument) {
  napi_value value = NULL;
  switch (argument->kind) {
    case KIND_outValue: return list_of(env, (napi_value)(uintptr_t)argument->word);
    case KIND_outWord:
    case KIND_inOutWord: MUST(napi_create_bigint_uint64(env, argument->word, &value)); break;
    // An address says nothing, but whether there is one does.
    case KIND_outPointer:
      return string_value(env, argument->word == 0 ? "null" : argument->word == 0x5555555555555555 ? "unwritten" : "set");
    case KIND_room: MUST(napi_create_string_latin1(env, argument->text, NAPI_AUTO_LENGTH, &value)); break;
    default: break;
  }
  return value;
}

static napi_value call(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  bool pending = false;
  napi_get_value_bool(env, argv[2], &pending);
  // Made before any scope that an argument opens, and filled before they are closed.
  napi_value result = list_of(env, NULL);
  struct prepared* call = prepare(env, info, argv[0], argv[1], false);
  if (pending) MUST(napi_throw_error(env, "E_EARLIER", "thrown before the call"));

  napi_status status = perform(call);
  const napi_extended_error_info* last;
  MUST(napi_get_last_error_info(env, &last));
  char error[100];
  snprintf(error, sizeof error, "%s", status_name(last->error_code));
  char message[100];
  snprintf(message, sizeof message, "%s", last->error_message ? last->error_message : "");
  napi_value exception = NULL;
  MUST(napi_is_exception_pending(env, &pending));
  if (pending) MUST(napi_get_and_clear_last_exception(env, &exception));

  MUST(napi_set_element(env, result, 0, status_value(env, status)));
  MUST(napi_set_element(env, result, 1, string_value(env, error)));
  MUST(napi_set_element(env, result, 2, string_value(env, message)));
  MUST(napi_set_element(env, result, 3, list_of(env, exception)));
  uint32_t length = 4;
  for (uint32_t i = 0; i < call->count; i++) {
    napi_value value = result_of(env, &call->arguments[i]);
    if (value) MUST(napi_set_element(env, result, length++, value));
  }
  for (uint32_t i = call->count; i-- > 0;) {
    struct argument* argument = &call->arguments[i];
    if (status == napi_ok && argument->kind == KIND_outPointer) give_back_result(env, call->name, (void*)argument->word);
    for (int k = 0; k < MOST_VALUES; k++) {
      if (argument->kept[k]) MUST(napi_delete_reference(env, argument->kept[k]));
    }
    if (argument->handle) {
      bool consumed = status == napi_ok && consumes(call->name, argument->kind);
      give_back(env, argument->kind, argument->handle, consumed, (void*)(uintptr_t)argument->word);
    }
  }
  if (status == napi_ok && strcmp(call->name, "napi_add_env_cleanup_hook") == 0) {
    MUST(napi_remove_env_cleanup_hook(env, (napi_cleanup_hook)call->arguments[0].raw, (void*)call->arguments[1].raw));
  }
  free(call->name);
  free(call);
  return result;
}

// -- While JavaScript is off

static struct prepared* at_exit[200];
static uint32_t at_exit_count;

static bool is_scope(enum kind kind) { return kind == KIND_handleScope || kind == KIND_escapableScope; }

static void perform_at_exit(void* data) {
  napi_env env = data;
  for (uint32_t i = 0; i < at_exit_count; i++) {
    struct prepared* call = at_exit[i];
    napi_handle_scope scope;
    MUST(napi_open_handle_scope(env, &scope));
    for (uint32_t k = 0; k < call->count; k++) {
      struct argument* argument = &call->arguments[k];
      for (int n = 0; n < MOST_VALUES; n++) {
        if (argument->kept[n]) MUST(napi_get_reference_value(env, argument->kept[n], &argument->values[n]));
        else if (argument->values[n]) argument->values[n] = string_value(env, argument->text);
      }
      if (argument->kind == KIND_value) argument->raw = (uintptr_t)argument->values[0];
      if (is_scope(argument->kind)) {
        argument->handle = make_handle(env, argument->kind, argument);
        argument->raw = (uintptr_t)argument->handle;
      }
    }
    napi_status status = perform(call);
    const napi_extended_error_info* last;
    MUST(napi_get_last_error_info(env, &last));
    printf("%s: %s", call->name, status_name(status));
    if (last->error_code != status) printf(" (last error: %s)", status_name(last->error_code));
    printf("\n");
    for (uint32_t k = 0; k < call->count; k++) {
      struct argument* argument = &call->arguments[k];
      bool consumed = status == napi_ok && consumes(call->name, argument->kind);
      if (is_scope(argument->kind)) give_back(env, argument->kind, argument->handle, consumed, NULL);
      if (status == napi_ok && argument->kind == KIND_outPointer && strstr(call->name, "_scope")) {
        give_back_result(env, call->name, (void*)argument->word);
      }
    }
    MUST(napi_close_handle_scope(env, scope));
  }
  fflush(stdout);
}

static napi_value callAtExit(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  if (at_exit_count == 0) MUST(napi_add_env_cleanup_hook(env, perform_at_exit, env));
  if (at_exit_count < sizeof at_exit / sizeof *at_exit) at_exit[at_exit_count++] = prepare(env, info, argv[0], argv[1], true);
  return NULL;
}

static napi_value makeExternal(napi_env env, napi_callback_info info) {
  napi_value result;
  MUST(napi_create_external(env, memory(), NULL, NULL, &result));
  return result;
}

static napi_value makeWrapped(napi_env env, napi_callback_info info) {
  napi_value result;
  MUST(napi_create_object(env, &result));
  MUST(napi_wrap(env, result, memory(), NULL, NULL, NULL));
  return result;
}

static napi_value defineClass(napi_env env, napi_callback_info info) {
  const napi_property_descriptor method = METHOD(do_nothing);
  napi_value result;
  MUST(napi_define_class(env, "Class", NAPI_AUTO_LENGTH, do_nothing, NULL, 1, &method, &result));
  return result;
}

EXPORT(METHOD(call), METHOD(callAtExit), METHOD(makeExternal), METHOD(makeWrapped), METHOD(defineClass))
