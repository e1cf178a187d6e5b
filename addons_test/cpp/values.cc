// The chapters of node-addon-api's documentation about values: typed arrays of every type, data views, buffers that are lent or
// copied, properties by subscript and by iteration, accessors, static members, tags, sealing, finalizers, coercion.

#define NAPI_VERSION 10
#define NAPI_CPP_EXCEPTIONS
#include <napi.h>

#include <string>
#include <vector>

namespace {

using Napi::CallbackInfo;
using Napi::Env;
using Napi::Number;
using Napi::Object;
using Napi::String;
using Napi::Value;

// -- Typed arrays and views

template <typename T>
Value Doubled(Env env, const Napi::TypedArray& from) {
  auto typed = from.As<Napi::TypedArrayOf<T>>();
  auto buffer = Napi::ArrayBuffer::New(env, (typed.ElementLength() + 1) * sizeof(T));
  // After the first element, which stays as it is.
  auto result = Napi::TypedArrayOf<T>::New(env, typed.ElementLength(), buffer, sizeof(T), from.TypedArrayType());
  for (size_t i = 0; i < typed.ElementLength(); i++) result[i] = typed.Data()[i] * 2;
  return result;
}

Value Double(const CallbackInfo& info) {
  auto array = info[0].As<Napi::TypedArray>();
  switch (array.TypedArrayType()) {
    case napi_int8_array: return Doubled<int8_t>(info.Env(), array);
    case napi_uint8_array:
    case napi_uint8_clamped_array: return Doubled<uint8_t>(info.Env(), array);
    case napi_int16_array: return Doubled<int16_t>(info.Env(), array);
    case napi_uint16_array: return Doubled<uint16_t>(info.Env(), array);
    case napi_int32_array: return Doubled<int32_t>(info.Env(), array);
    case napi_uint32_array: return Doubled<uint32_t>(info.Env(), array);
    case napi_float32_array: return Doubled<float>(info.Env(), array);
    case napi_float64_array: return Doubled<double>(info.Env(), array);
    case napi_bigint64_array: return Doubled<int64_t>(info.Env(), array);
    case napi_biguint64_array: return Doubled<uint64_t>(info.Env(), array);
    default: throw Napi::TypeError::New(info.Env(), "another type");
  }
}

Value View(const CallbackInfo& info) {
  auto view = info[0].As<Napi::DataView>();
  view.SetUint16(0, 0x1234);
  view.SetFloat64(8, view.GetFloat64(8) + 0.5);
  auto result = Napi::Array::New(info.Env());
  result[0u] = Number::New(info.Env(), view.GetUint8(0));
  result[1u] = Number::New(info.Env(), view.GetInt32(4));
  result[2u] = Number::New(info.Env(), view.ByteOffset());
  // Beyond the end: a RangeError.
  result[3u] = Number::New(info.Env(), view.GetInt8(info[1].ToNumber().Uint32Value()));
  return result;
}

// -- Buffers

int given_back = 0;

Value Lend(const CallbackInfo& info) {
  auto text = new std::string(info[0].ToString());
  auto finalize = [](Napi::BasicEnv, char*, std::string* owner) { given_back++; delete owner; };
  return Napi::Buffer<char>::NewOrCopy(info.Env(), text->data(), text->size(), finalize, text);
}

Value Copy(const CallbackInfo& info) {
  auto from = info[0].As<Napi::Buffer<uint16_t>>();
  return Napi::Buffer<uint16_t>::Copy(info.Env(), from.Data(), from.Length());
}

Value GivenBack(const CallbackInfo& info) { return Number::New(info.Env(), given_back); }

// -- Properties

Value Subscripts(const CallbackInfo& info) {
  auto object = info[0].As<Object>();
  object["text"] = "from native code";
  object[std::string("number")] = 1.5;
  object[7u] = true;
  Value key = String::New(info.Env(), "value");
  object[key] = Object::New(info.Env());
  Value read = object["text"];
  Number sum = Number::New(info.Env(), 0);
  for (const auto& entry : object) {
    if (static_cast<Value>(entry.second).IsNumber()) {
      sum = Number::New(info.Env(), sum.DoubleValue() + static_cast<Value>(entry.second).ToNumber().DoubleValue());
    }
  }
  for (auto entry : object) {
    if (static_cast<Value>(entry.second).IsNumber()) entry.second = sum;
  }
  return read;
}

Value GetSide(const CallbackInfo& info) {
  return Number::New(info.Env(), *static_cast<double*>(info.Data()));
}

void SetSide(const CallbackInfo& info) { *static_cast<double*>(info.Data()) = info[0].ToNumber(); }

double side = 2;

Value Define(const CallbackInfo& info) {
  auto object = info[0].As<Object>();
  object.DefineProperties({
      Napi::PropertyDescriptor::Accessor<GetSide, SetSide>("side", napi_enumerable, &side),
      Napi::PropertyDescriptor::Accessor<GetSide>(String::New(info.Env(), "fixedSide"), napi_default, &side),
      Napi::PropertyDescriptor::Function(info.Env(), object, "given", GivenBack, napi_configurable),
      Napi::PropertyDescriptor::Value("constant", Number::New(info.Env(), 3), napi_enumerable),
  });
  object.Seal();
  return object;
}

// -- Tags and finalizers

const napi_type_tag first_tag = {1, 2}, second_tag = {1, 3};

Value Tag(const CallbackInfo& info) {
  auto object = info[0].As<Object>();
  object.TypeTag(&first_tag);
  return Napi::Boolean::New(info.Env(), object.CheckTypeTag(&first_tag) && !object.CheckTypeTag(&second_tag));
}

Value Watch(const CallbackInfo& info) {
  auto object = info[0].As<Object>();
  auto callback = new Napi::FunctionReference(Napi::Persistent(info[1].As<Napi::Function>()));
  object.AddFinalizer([](Napi::Env env, Napi::FunctionReference* callback, const char* hint) {
    callback->Call({String::New(env, hint)});
    delete callback;
  }, callback, "the hint");
  return info.Env().Undefined();
}

// -- Coercion and comparison

Value Coerce(const CallbackInfo& info) {
  auto env = info.Env();
  auto result = Napi::Array::New(env);
  result[0u] = info[0].ToBoolean();
  result[1u] = info[0].ToString();
  result[2u] = info[0].ToNumber();
  result[3u] = info[0].ToObject().InstanceOf(env.Global().Get("Number").As<Napi::Function>());
  result[4u] = info[0].StrictEquals(info[1]);
  result[5u] = Value::From(env, std::string("text"));
  result[6u] = Value::From(env, 2.5);
  result[7u] = Value::From(env, true);
  result[8u] = Napi::Date::New(env, 5).ValueOf();
  return result;
}

// -- A class

class Station : public Napi::ObjectWrap<Station> {
 public:
  static void Init(Napi::Env env, Object exports) {
    exports.Set("Station", DefineClass(env, "Station", {
        StaticAccessor<&Station::GetCount, &Station::SetCount>("count"),
        StaticAccessor<&Station::GetCount>("readOnlyCount", napi_enumerable),
        StaticMethod<&Station::Reset>("reset"),
        StaticValue("kind", String::New(env, "station"), napi_enumerable),
        InstanceAccessor<&Station::GetName, &Station::SetName>("name"),
        InstanceMethod<&Station::Iterate>(Napi::Symbol::WellKnown(env, "iterator")),
        InstanceValue("version", Number::New(env, 1), napi_enumerable),
    }));
  }
  explicit Station(const CallbackInfo& info) : ObjectWrap(info), name_(info[0].ToString()) {
    if (name_.empty()) throw Napi::RangeError::New(info.Env(), "a station without a name");
    count++;
  }

 private:
  static Napi::Value GetCount(const CallbackInfo& info) { return Number::New(info.Env(), count); }
  static void SetCount(const CallbackInfo&, const Napi::Value& value) { count = value.ToNumber().Int32Value(); }
  static void Reset(const CallbackInfo&) { count = 0; }
  Napi::Value GetName(const CallbackInfo& info) { return String::New(info.Env(), name_); }
  void SetName(const CallbackInfo&, const Napi::Value& value) { name_ = value.ToString(); }
  Napi::Value Iterate(const CallbackInfo& info) {
    auto letters = Napi::Array::New(info.Env());
    for (size_t i = 0; i < name_.size(); i++) letters[i] = name_.substr(i, 1);
    return letters.Get(Napi::Symbol::WellKnown(info.Env(), "iterator")).As<Napi::Function>().Call(letters, {});
  }
  std::string name_;
  static int count;
};

int Station::count = 0;

Object Init(Env env, Object exports) {
  exports["double"] = Napi::Function::New<Double>(env, "double");
  exports["view"] = Napi::Function::New<View>(env);
  exports["lend"] = Napi::Function::New<Lend>(env);
  exports["copy"] = Napi::Function::New<Copy>(env);
  exports["givenBack"] = Napi::Function::New<GivenBack>(env);
  exports["subscripts"] = Napi::Function::New<Subscripts>(env);
  exports["define"] = Napi::Function::New<Define>(env);
  exports["tag"] = Napi::Function::New<Tag>(env);
  exports["watch"] = Napi::Function::New<Watch>(env);
  exports["coerce"] = Napi::Function::New<Coerce>(env);
  Station::Init(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(values, Init)
