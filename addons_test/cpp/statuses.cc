// node-addon-api without C++ exceptions: errors stay pending, and the code has to look for them.

#define NAPI_VERSION 9
#define NAPI_DISABLE_CPP_EXCEPTIONS
#define NODE_ADDON_API_ENABLE_MAYBE
#include <napi.h>

namespace {

Napi::Value Call(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  auto result = info[0].As<Napi::Function>().Call({info[1]});
  Napi::Value value;
  if (result.UnwrapTo(&value)) return value;
  const Napi::Error error = env.GetAndClearPendingException();
  return Napi::String::New(env, "failed: " + error.Message());
}

Napi::Value Leave(const Napi::CallbackInfo& info) {
  auto result = info[0].As<Napi::Object>().Get("property");
  if (result.IsNothing()) return Napi::Value();
  return result.Unwrap();
}

Napi::Value Throw(const Napi::CallbackInfo& info) {
  Napi::TypeError::New(info.Env(), "thrown without C++").ThrowAsJavaScriptException();
  return info.Env().Undefined();
}

Napi::Value Dates(const Napi::CallbackInfo& info) {
  return Napi::Date::New(info.Env(), info[0].As<Napi::Date>().ValueOf() + 1000);
}

Napi::Value Big(const Napi::CallbackInfo& info) {
  bool lossless = false;
  const uint64_t number = info[0].As<Napi::BigInt>().Uint64Value(&lossless);
  return Napi::BigInt::New(info.Env(), lossless ? number + 1 : uint64_t{0});
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  exports.Set("call", Napi::Function::New<Call>(env, "call"));
  exports.Set("leave", Napi::Function::New<Leave>(env, "leave"));
  exports.Set("throw", Napi::Function::New<Throw>(env, "throw"));
  exports.Set("dates", Napi::Function::New<Dates>(env, "dates"));
  exports.Set("big", Napi::Function::New<Big>(env, "big"));
  return exports;
}

}  // namespace

NODE_API_MODULE(statuses, Init)
