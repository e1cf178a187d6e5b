// What ends the process: napi_fatal_error with every kind of text, and mistakes that Node does not let pass.

#define NAPI_VERSION 10
#include "common.h"

// The terminator is missing on purpose: lengths count.
static const char location[] = {'w', 'h', 'e', 'r', 'e', '-', 'a', 'n', 'd', '-', 'm', 'o', 'r', 'e'};
static const char message[] = {'w', 'h', 'a', 't', '\xff', '\xfe', '\n', 't', 'w', 'o', '-', '-', '-'};

static napi_value texts(napi_env env, napi_callback_info info) {
  napi_fatal_error("a.c:1", NAPI_AUTO_LENGTH, "it is over", NAPI_AUTO_LENGTH);
}
static napi_value lengths(napi_env env, napi_callback_info info) { napi_fatal_error(location, 5, message, 4); }
static napi_value not_utf8(napi_env env, napi_callback_info info) { napi_fatal_error(location, 5, message, 10); }
static napi_value no_location(napi_env env, napi_callback_info info) {
  napi_fatal_error(NULL, 0, "nowhere", NAPI_AUTO_LENGTH);
}
static napi_value no_message(napi_env env, napi_callback_info info) { napi_fatal_error("here", NAPI_AUTO_LENGTH, NULL, 0); }
static napi_value no_texts(napi_env env, napi_callback_info info) { napi_fatal_error(NULL, 0, NULL, 0); }
static napi_value empty_texts(napi_env env, napi_callback_info info) { napi_fatal_error("", 0, "", NAPI_AUTO_LENGTH); }

static napi_value handle_scope_left_open(napi_env env, napi_callback_info info) {
  napi_handle_scope scope;
  MUST(napi_open_handle_scope(env, &scope));
  return NULL;
}

static napi_value callback_scope_left_open(napi_env env, napi_callback_info info) {
  napi_async_context context;
  napi_callback_scope scope;
  MUST(napi_async_init(env, NULL, string_value(env, "left open"), &context));
  MUST(napi_open_callback_scope(env, NULL, context, &scope));
  return NULL;
}

static void hook(void* data) {}

static napi_value hook_twice(napi_env env, napi_callback_info info) {
  static int data;
  MUST(napi_add_env_cleanup_hook(env, hook, NULL));
  MUST(napi_add_env_cleanup_hook(env, hook, &data));
  MUST(napi_add_env_cleanup_hook(env, hook, NULL));
  return NULL;
}

// What is not there can be removed.
static napi_value unknown_hook(napi_env env, napi_callback_info info) {
  return status_value(env, napi_remove_env_cleanup_hook(env, hook, &hook));
}

EXPORT(METHOD(texts), METHOD(lengths), METHOD(not_utf8), METHOD(no_location), METHOD(no_message), METHOD(no_texts),
       METHOD(empty_texts), METHOD(handle_scope_left_open), METHOD(callback_scope_left_open), METHOD(hook_twice),
       METHOD(unknown_hook))
