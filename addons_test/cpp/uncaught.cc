// C++ exceptions that leave native code, wherever it was called from.

#define NAPI_VERSION 9
#include <node_api.h>
#include <uv.h>

#include <stdexcept>
#include <string>

namespace {

[[noreturn]] void raise() { throw std::runtime_error("nobody catches this"); }

napi_value in_a_function(napi_env, napi_callback_info) { raise(); }

void finalize(napi_env, void*, void*) { raise(); }
void hook(void*) { raise(); }
void async_hook(napi_async_cleanup_hook_handle, void*) { raise(); }
void call_js(napi_env, napi_value, void*, void*) { raise(); }
void execute_and_raise(napi_env, void*) { raise(); }
void execute(napi_env, void*) {}
void complete_and_raise(napi_env, napi_status, void*) { raise(); }
void complete(napi_env, napi_status, void*) {}

napi_value in_a_finalizer(napi_env env, napi_callback_info info) {
  napi_value object;
  napi_create_object(env, &object);
  napi_wrap(env, object, nullptr, finalize, nullptr, nullptr);
  return nullptr;
}

napi_value in_a_hook(napi_env env, napi_callback_info info) {
  napi_add_env_cleanup_hook(env, hook, nullptr);
  return nullptr;
}

napi_value in_an_asynchronous_hook(napi_env env, napi_callback_info info) {
  napi_add_async_cleanup_hook(env, async_hook, nullptr, nullptr);
  return nullptr;
}

napi_value name(napi_env env) {
  napi_value result;
  napi_create_string_utf8(env, "uncaught", NAPI_AUTO_LENGTH, &result);
  return result;
}

napi_value in_work(napi_env env, napi_callback_info info) {
  napi_async_work work;
  napi_create_async_work(env, nullptr, name(env), execute_and_raise, complete, nullptr, &work);
  napi_queue_async_work(env, work);
  return nullptr;
}

napi_value in_a_completion(napi_env env, napi_callback_info info) {
  napi_async_work work;
  napi_create_async_work(env, nullptr, name(env), execute, complete_and_raise, nullptr, &work);
  napi_queue_async_work(env, work);
  return nullptr;
}

napi_value in_a_thread_safe_call(napi_env env, napi_callback_info info) {
  napi_threadsafe_function function;
  napi_create_threadsafe_function(env, nullptr, nullptr, name(env), 0, 1, nullptr, nullptr, nullptr, call_js, &function);
  napi_call_threadsafe_function(function, nullptr, napi_tsfn_nonblocking);
  return nullptr;
}

napi_value in_a_callback_of_libuv(napi_env env, napi_callback_info info) {
  static uv_timer_t timer;
  uv_loop_t* loop;
  napi_get_uv_event_loop(env, &loop);
  uv_timer_init(loop, &timer);
  uv_timer_start(&timer, [](uv_timer_t*) { raise(); }, 0, 0);
  return nullptr;
}

}  // namespace

NAPI_MODULE_INIT() {
  const struct { const char* name; napi_callback callback; } functions[] = {
      {"in a function", in_a_function}, {"in a finalizer", in_a_finalizer}, {"in a hook", in_a_hook},
      {"in an asynchronous hook", in_an_asynchronous_hook}, {"in work", in_work}, {"in a completion", in_a_completion},
      {"in a thread-safe call", in_a_thread_safe_call}, {"in a callback of libuv", in_a_callback_of_libuv}};
  for (const auto& [name, callback] : functions) {
    napi_value function;
    napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
    napi_set_named_property(env, exports, name, function);
  }
  return exports;
}
