// node-addon-api with C++ exceptions, as most C++ addons use it: an addon class with instance data, a wrapped class, workers,
// thread-safe functions, buffers, errors thrown across the border.

#define NAPI_VERSION 8
#define NAPI_CPP_EXCEPTIONS
#include <napi.h>

#include <numeric>
#include <string>
#include <thread>
#include <vector>

namespace {

// A class that scripts can construct, extend and iterate over.
class Series : public Napi::ObjectWrap<Series> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "Series",
                       {InstanceMethod<&Series::Add>("add"), InstanceMethod<&Series::Map>("map"),
                        InstanceMethod(Napi::Symbol::WellKnown(env, "iterator"), &Series::Iterate),
                        InstanceAccessor<&Series::Sum>("sum"), InstanceAccessor<&Series::Name, &Series::SetName>("name"),
                        StaticMethod<&Series::Of>("of"), StaticValue("EMPTY", Napi::String::New(env, "()"), napi_enumerable)});
  }

  explicit Series(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Series>(info) {
    for (size_t i = 0; i < info.Length(); i++) Append(info[i]);
    alive++;
  }
  ~Series() override { alive--; }

  static int alive;

 private:
  void Append(const Napi::Value& value) {
    if (!value.IsNumber()) throw Napi::TypeError::New(Env(), "numbers only");
    numbers_.push_back(value.As<Napi::Number>().DoubleValue());
  }

  Napi::Value Add(const Napi::CallbackInfo& info) {
    Append(info[0]);
    return info.This();
  }

  Napi::Value Map(const Napi::CallbackInfo& info) {
    const auto function = info[0].As<Napi::Function>();
    auto result = Napi::Array::New(Env(), numbers_.size());
    for (uint32_t i = 0; i < numbers_.size(); i++) result[i] = function.Call({Napi::Number::New(Env(), numbers_[i])});
    return result;
  }

  Napi::Value Iterate(const Napi::CallbackInfo& info) {
    auto array = Napi::Array::New(Env(), numbers_.size());
    for (uint32_t i = 0; i < numbers_.size(); i++) array[i] = Napi::Number::New(Env(), numbers_[i]);
    return array.Get(Napi::Symbol::WellKnown(Env(), "iterator")).As<Napi::Function>().Call(array, {});
  }

  Napi::Value Sum(const Napi::CallbackInfo&) {
    return Napi::Number::New(Env(), std::accumulate(numbers_.begin(), numbers_.end(), 0.0));
  }
  Napi::Value Name(const Napi::CallbackInfo&) { return Napi::String::New(Env(), name_); }
  void SetName(const Napi::CallbackInfo&, const Napi::Value& value) { name_ = value.ToString().Utf8Value(); }

  static Napi::Value Of(const Napi::CallbackInfo& info) {
    const auto array = info[0].As<Napi::Array>();
    std::vector<napi_value> arguments;
    for (uint32_t i = 0; i < array.Length(); i++) arguments.push_back(array[i]);
    return info.This().As<Napi::Function>().New(arguments);
  }

  std::vector<double> numbers_;
  std::string name_ = "series";
};

int Series::alive = 0;

// Counts the letters of a text on the thread pool; a text with a digit is an error.
class Counting : public Napi::AsyncWorker {
 public:
  Counting(Napi::Env env, std::string text)
      : Napi::AsyncWorker(env, "Counting"), deferred_(Napi::Promise::Deferred::New(env)), text_(std::move(text)) {}
  Napi::Promise Promise() const { return deferred_.Promise(); }

  void Execute() override {
    for (char character : text_) {
      if (character >= '0' && character <= '9') throw std::runtime_error("a digit");
      count_ += character != ' ';
    }
  }
  void OnOK() override { deferred_.Resolve(Napi::Number::New(Env(), count_)); }
  void OnError(const Napi::Error& error) override { deferred_.Reject(error.Value()); }

 private:
  Napi::Promise::Deferred deferred_;
  std::string text_;
  double count_ = 0;
};

// Reports progress from the pool, in order.
class Climbing : public Napi::AsyncProgressQueueWorker<int> {
 public:
  Climbing(const Napi::Function& done, Napi::FunctionReference progress)
      : Napi::AsyncProgressQueueWorker<int>(done), progress_(std::move(progress)) {}

  void Execute(const ExecutionProgress& execution) override {
    for (int step = 1; step <= 5; step++) execution.Send(&step, 1);
  }
  void OnProgress(const int* step, size_t) override { progress_.Call({Napi::Number::New(Env(), *step)}); }
  void OnOK() override { Callback().Call({Env().Null(), Napi::String::New(Env(), "top")}); }

 private:
  Napi::FunctionReference progress_;
};

class Wrapper : public Napi::Addon<Wrapper> {
 public:
  Wrapper(Napi::Env env, Napi::Object exports) {
    DefineAddon(exports, {
                             InstanceMethod("next", &Wrapper::Next),
                             InstanceMethod("describe", &Wrapper::Describe),
                             InstanceMethod("entries", &Wrapper::Entries),
                             InstanceMethod("guarded", &Wrapper::Guarded),
                             InstanceMethod("throwStandard", &Wrapper::ThrowStandard),
                             InstanceMethod("count", &Wrapper::Count),
                             InstanceMethod("climb", &Wrapper::Climb),
                             InstanceMethod("fromThread", &Wrapper::FromThread),
                             InstanceMethod("upper", &Wrapper::Upper),
                             InstanceMethod("doubled", &Wrapper::Doubled),
                             InstanceMethod("lend", &Wrapper::Lend),
                             InstanceMethod("alive", &Wrapper::Alive),
                             InstanceMethod("bound", &Wrapper::Bound),
                             InstanceValue("Series", Series::Define(env), napi_enumerable),
                         });
  }

 private:
  // State of this instance of the addon: each environment counts on its own.
  Napi::Value Next(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), ++calls_); }

  Napi::Value Describe(const Napi::CallbackInfo& info) {
    const Napi::Value value = info[0];
    std::string text = value.IsUndefined()    ? "undefined"
                       : value.IsNull()       ? "null"
                       : value.IsBoolean()    ? "boolean"
                       : value.IsNumber()     ? "number"
                       : value.IsBigInt()     ? "bigint"
                       : value.IsDate()       ? "date"
                       : value.IsString()     ? "string"
                       : value.IsSymbol()     ? "symbol"
                       : value.IsPromise()    ? "promise"
                       : value.IsBuffer()     ? "buffer"
                       : value.IsArrayBuffer() ? "arraybuffer"
                       : value.IsArray()      ? "array"
                       : value.IsFunction()   ? "function"
                       : value.IsExternal()   ? "external"
                                              : "object";
    return Napi::String::New(info.Env(), text);
  }

  Napi::Value Entries(const Napi::CallbackInfo& info) {
    std::string text;
    for (const auto& entry : info[0].As<Napi::Object>()) {
      const Napi::Value key = entry.first;
      const Napi::Value value = entry.second;
      text += key.ToString().Utf8Value() + "=" + value.ToString().Utf8Value() + ";";
    }
    return Napi::String::New(info.Env(), text);
  }

  // An exception of JavaScript becomes one of C++ and can be caught as such.
  Napi::Value Guarded(const Napi::CallbackInfo& info) {
    try {
      return info[0].As<Napi::Function>().Call({});
    } catch (const Napi::Error& error) {
      return Napi::String::New(info.Env(), "caught " + error.Message());
    }
  }

  Napi::Value ThrowStandard(const Napi::CallbackInfo& info) {
    auto error = Napi::RangeError::New(info.Env(), "from C++");
    error.Set("detail", Napi::Number::New(info.Env(), 7));
    throw error;
  }

  Napi::Value Count(const Napi::CallbackInfo& info) {
    auto* worker = new Counting(info.Env(), info[0].ToString().Utf8Value());
    worker->Queue();
    return worker->Promise();
  }

  Napi::Value Climb(const Napi::CallbackInfo& info) {
    (new Climbing(info[1].As<Napi::Function>(), Napi::Persistent(info[0].As<Napi::Function>())))->Queue();
    return info.Env().Undefined();
  }

  Napi::Value FromThread(const Napi::CallbackInfo& info) {
    const int count = info[1].ToNumber().Int32Value();
    auto function = Napi::ThreadSafeFunction::New(info.Env(), info[0].As<Napi::Function>(), "fromThread", 0, 1);
    std::thread([function, count]() mutable {
      for (int i = 0; i < count; i++) {
        auto* number = new int(i);
        function.BlockingCall(number, [](Napi::Env env, Napi::Function callback, int* value) {
          callback.Call({Napi::Number::New(env, *value)});
          delete value;
        });
      }
      function.Release();
    }).detach();
    return info.Env().Undefined();
  }

  Napi::Value Upper(const Napi::CallbackInfo& info) {
    auto buffer = info[0].As<Napi::Buffer<char>>();
    auto result = Napi::Buffer<char>::Copy(info.Env(), buffer.Data(), buffer.Length());
    for (size_t i = 0; i < result.Length(); i++) {
      if (result[i] >= 'a' && result[i] <= 'z') result[i] = static_cast<char>(result[i] - 32);
    }
    return result;
  }

  Napi::Value Doubled(const Napi::CallbackInfo& info) {
    auto array = info[0].As<Napi::Float64Array>();
    auto result = Napi::Float64Array::New(info.Env(), array.ElementLength());
    for (size_t i = 0; i < array.ElementLength(); i++) result[i] = array[i] * 2;
    return result;
  }

  Napi::Value Lend(const Napi::CallbackInfo& info) {
    auto* text = new std::string(info[0].ToString().Utf8Value());
    return Napi::Buffer<char>::New(info.Env(), text->data(), text->size(), [](Napi::Env, char*, std::string* owner) { delete owner; }, text);
  }

  Napi::Value Alive(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), Series::alive); }

  Napi::Value Bound(const Napi::CallbackInfo& info) {
    const std::string prefix = info[0].ToString().Utf8Value();
    return Napi::Function::New(
        info.Env(), [prefix](const Napi::CallbackInfo& inner) { return Napi::String::New(inner.Env(), prefix + inner[0].ToString().Utf8Value()); },
        "bound");
  }

  int calls_ = 0;
};

}  // namespace

NODE_API_ADDON(Wrapper)
