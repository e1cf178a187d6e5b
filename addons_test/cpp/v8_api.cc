// Built against V8's C++ API, as addons were before Node-API: it needs functions that Node.js alone has.

// Of Node's own macro.
#pragma GCC diagnostic ignored "-Wcast-function-type"
#include <node.h>

static void Greet(const v8::FunctionCallbackInfo<v8::Value>& info) {
  info.GetReturnValue().Set(v8::String::NewFromUtf8Literal(info.GetIsolate(), "hello"));
}

NODE_MODULE_INIT() { NODE_SET_METHOD(exports, "greet", Greet); }
