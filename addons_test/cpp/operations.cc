// The classes of node-addon-api that wrapper.cc leaves out: the other workers, typed thread-safe functions, asynchronous
// contexts, instance data and cleanup hooks, every kind of reference, scopes, versions, memory, scripts.

#define NAPI_VERSION 9
#define NAPI_CPP_EXCEPTIONS
#include <napi.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <thread>

namespace {

using Napi::CallbackInfo;
using Napi::Env;
using Napi::Function;
using Napi::Number;
using Napi::Object;
using Napi::String;
using Napi::Value;

// -- Workers

class Adding : public Napi::AsyncWorker {
 public:
  Adding(const Object& receiver, const Function& callback, int until)
      : AsyncWorker(receiver, callback, "Adding", receiver), until_(until) {}
  void Execute() override {
    if (until_ < 0) return SetError("below zero");
    if (until_ == 0) throw std::runtime_error("nothing to add");
    for (int i = 1; i <= until_; i++) sum_ += i;
  }
  std::vector<napi_value> GetResult(Napi::Env env) override { return {env.Null(), Number::New(env, sum_)}; }

 private:
  int until_, sum_ = 0;
};

Value Add(const CallbackInfo& info) {
  auto* worker = new Adding(info[0].As<Object>(), info[1].As<Function>(), info[2].ToNumber());
  worker->Queue();
  return worker->Receiver().Get("name");
}

// The latest progress wins: the last one sent is always seen.
class Approaching : public Napi::AsyncProgressWorker<double> {
 public:
  Approaching(const Function& done, Napi::FunctionReference&& progress)
      : AsyncProgressWorker(done), progress_(std::move(progress)) {}
  void Execute(const ExecutionProgress& execution) override {
    for (int step = 1; step <= 100; step++) {
      const double position = step / 100.0;
      execution.Send(&position, 1);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
  }
  void OnProgress(const double* position, size_t count) override {
    if (position) progress_.Call({Number::New(Env(), *position), Number::New(Env(), static_cast<double>(count))});
  }
  void OnOK() override { Callback().Call({String::New(Env(), "there")}); }

 private:
  Napi::FunctionReference progress_;
};

void Approach(const CallbackInfo& info) {
  (new Approaching(info[1].As<Function>(), Napi::Persistent(info[0].As<Function>())))->Queue();
}

// -- Thread-safe functions with a type

struct Place {
  std::string name;
  std::thread thread;
};

void CallPlace(Env env, Function callback, Place* place, int* number) {
  if (env != nullptr && callback != nullptr) callback.Call({String::New(env, place->name), Number::New(env, *number)});
  delete number;
}
using PlaceFunction = Napi::TypedThreadSafeFunction<Place, int, CallPlace>;

void FromTypedThread(const CallbackInfo& info) {
  auto* place = new Place{info[2].ToString(), {}};
  auto function = PlaceFunction::New(info.Env(), info[0].As<Function>(), "FromTypedThread", 2, 1, place,
                                     [done = std::make_shared<Napi::FunctionReference>(Napi::Persistent(info[1].As<Function>()))](
                                         Env env, void*, Place* finished) {
                                       finished->thread.join();
                                       delete finished;
                                       done->Call({String::New(env, "finalized")});
                                     });
  place->thread = std::thread([function]() mutable {
    for (int i = 0; i < 20; i++) function.BlockingCall(new int(i));
    function.Release();
  });
}

// -- Asynchronous contexts

Value InContext(const CallbackInfo& info) {
  const Napi::AsyncContext context(info.Env(), "InContext", info[0].As<Object>());
  const Napi::CallbackScope scope(info.Env(), context);
  return info[1].As<Function>().MakeCallback(info[0].As<Object>(), {String::New(info.Env(), "argument")}, context);
}

// -- What belongs to an environment

struct Data {
  int calls = 0;
};

Value Calls(const CallbackInfo& info) { return Number::New(info.Env(), ++info.Env().GetInstanceData<Data>()->calls); }

void SayAtExit(std::string* text) {
  std::printf("cleanup %s\n", text->c_str());
  std::fflush(stdout);
  delete text;
}

Value AtExit(const CallbackInfo& info) {
  Env env = info.Env();
  env.AddCleanupHook(SayAtExit, new std::string(info[0].ToString()));
  env.AddCleanupHook([] {
    std::printf("cleanup without data\n");
    std::fflush(stdout);
  });
  auto* never = new std::string("never");
  auto hook = env.AddCleanupHook([](std::string* text) { SayAtExit(text); }, never);
  const bool removed = hook.Remove(env);
  delete never;
  return Napi::Boolean::New(env, removed && !hook.IsEmpty());
}

// -- References and externals

Napi::ObjectReference kept;
Napi::Reference<Napi::Symbol> kept_symbol;
int finalized = 0;

Value Keep(const CallbackInfo& info) {
  const Env env = info.Env();
  kept = Napi::Weak(info[0].As<Object>());
  const auto first = kept.Ref(), second = kept.Ref(), third = kept.Unref();
  kept.Set("seen", Number::New(env, 1));
  kept_symbol = Napi::Persistent(Napi::Symbol::New(env, "kept"));
  auto result = Napi::Array::New(env);
  result[0u] = Number::New(env, first * 100 + second * 10 + third);
  result[1u] = kept.Get("seen");
  result[2u] = kept_symbol.Value();
  result[3u] = Napi::Boolean::New(env, kept.Value().StrictEquals(info[0]) && !kept.IsEmpty());
  return result;
}

Value Drop(const CallbackInfo& info) {
  kept.Unref();
  const bool there = !kept.Value().IsEmpty();
  kept.Reset();
  kept_symbol.Reset();
  return Napi::Boolean::New(info.Env(), there && kept.IsEmpty());
}

Value MakeExternal(const CallbackInfo& info) {
  return Napi::External<int>::New(info.Env(), new int(info[0].ToNumber()), [](Napi::BasicEnv, int* number) {
    finalized += *number;
    delete number;
  });
}

Value ExternalValue(const CallbackInfo& info) { return Number::New(info.Env(), *info[0].As<Napi::External<int>>().Data()); }
Value Finalized(const CallbackInfo& info) { return Number::New(info.Env(), finalized); }

// A class whose instances are finalized while JavaScript may run, and which may be called without `new`.
class Point : public Napi::ObjectWrap<Point> {
 public:
  static Function Define(Napi::Env env) {
    return DefineClass(env, "Point", {InstanceAccessor("x", &Point::X, &Point::SetX), InstanceValue("dimensions", Number::New(env, 1))});
  }
  explicit Point(const CallbackInfo& info) : ObjectWrap(info), x_(info[0].ToNumber()) {}
  static Napi::Value OnCalledAsFunction(const CallbackInfo& info) { return String::New(info.Env(), "called as a function"); }
  void Finalize(Napi::Env env) override {
    const Napi::HandleScope scope(env);
    finalized += Object::New(env).IsObject() ? 1000 : 0;
  }

 private:
  Napi::Value X(const CallbackInfo& info) { return Number::New(info.Env(), x_); }
  void SetX(const CallbackInfo&, const Napi::Value& value) { x_ = value.ToNumber(); }
  double x_;
};

// -- Scopes, errors, the rest

Value Escape(const CallbackInfo& info) {
  Napi::EscapableHandleScope scope(info.Env());
  auto object = Object::New(info.Env());
  object.Set("escaped", true);
  return scope.Escape(object);
}

Value Errors(const CallbackInfo& info) {
  const Env env = info.Env();
  switch (info[0].ToNumber().Int32Value()) {
    case 0: throw Napi::Error::New(env, "Error");
    case 1: throw Napi::TypeError::New(env, "TypeError");
    case 2: throw Napi::RangeError::New(env, std::string("RangeError"));
    case 3: throw Napi::SyntaxError::New(env, "SyntaxError");
    case 4: throw Napi::Error(env, String::New(env, "a text"));
    case 5: NAPI_THROW_IF_FAILED(env, napi_get_value_double(env, Object::New(env), nullptr), env.Undefined());
  }
  return env.Undefined();
}

Value Rest(const CallbackInfo& info) {
  const Env env = info.Env();
  auto result = Object::New(env);
  result["version"] = Number::New(env, Napi::VersionManagement::GetNapiVersion(env));
  result["node"] = Number::New(env, Napi::VersionManagement::GetNodeVersion(env)->major);
  result["adjusted"] = Napi::Boolean::New(env, Napi::MemoryManagement::AdjustExternalMemory(env, 1024) >= 1024);
  Napi::MemoryManagement::AdjustExternalMemory(env, -1024);
  result["script"] = env.RunScript("[1, 2, 3].reduce((a, b) => a + b)");
  result["file"] = Napi::Boolean::New(env, std::string(env.GetModuleFileName()).starts_with("file:///"));
  result["global"] = env.Global().Get("process").As<Object>().Has("version");
  auto bigint = Napi::BigInt::New(env, static_cast<int64_t>(-7));
  bool lossless = false;
  result["bigint"] = Number::New(env, static_cast<double>(bigint.Int64Value(&lossless)) + lossless);
  const napi_type_tag tag = {1, 2};
  result.TypeTag(&tag);
  result["tagged"] = result.CheckTypeTag(&tag);
  auto view = Napi::DataView::New(env, Napi::ArrayBuffer::New(env, 16), 4, 8);
  view.SetInt32(0, 42);
  result["view"] = Number::New(env, view.GetInt32(0) + static_cast<double>(view.ByteOffset()));
  result["latin1"] = String::New(env, u"\u4f60");
  result["frozen"] = Napi::Boolean::New(env, true);
  result.Freeze();
  return result;
}

Value Settle(const CallbackInfo& info) {
  auto deferred = Napi::Promise::Deferred::New(info.Env());
  if (info[0].ToBoolean()) deferred.Resolve(info[1]);
  else deferred.Reject(info[1]);
  return deferred.Promise();
}

Object Init(Env env, Object exports) {
  env.SetInstanceData(new Data);
  exports.DefineProperties({
      Napi::PropertyDescriptor::Function(env, exports, "add", Add),
      Napi::PropertyDescriptor::Accessor<Calls>("calls", napi_enumerable),
      Napi::PropertyDescriptor::Value("constant", Number::New(env, 5), napi_enumerable),
  });
  exports["approach"] = Function::New(env, Approach, "approach");
  exports["fromTypedThread"] = Function::New<FromTypedThread>(env, "fromTypedThread");
  exports["inContext"] = Function::New<InContext>(env);
  exports["atExit"] = Function::New<AtExit>(env);
  exports["keep"] = Function::New<Keep>(env);
  exports["drop"] = Function::New<Drop>(env);
  exports["makeExternal"] = Function::New<MakeExternal>(env);
  exports["externalValue"] = Function::New<ExternalValue>(env);
  exports["finalized"] = Function::New<Finalized>(env);
  exports["escape"] = Function::New<Escape>(env);
  exports["errors"] = Function::New<Errors>(env);
  exports["rest"] = Function::New<Rest>(env);
  exports["settle"] = Function::New<Settle>(env);
  exports["Point"] = Point::Define(env);
  return exports;
}

}  // namespace

NODE_API_MODULE(operations, Init)
