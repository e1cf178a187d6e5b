// Uses V8's C++ API beside Node-API, as addons do that ask V8 for statistics or profiles.
#include <node_api.h>

void* isolate(void) __asm__("_ZN2v87Isolate10GetCurrentEv");
void scope(void*, void*) __asm__("_ZN2v811HandleScopeC1EPNS_7IsolateE");
void end_of_scope(void*) __asm__("_ZN2v811HandleScopeD1Ev");

void use(void* memory) {
  scope(memory, isolate());
  end_of_scope(memory);
}

NAPI_MODULE_INIT() {
  napi_value text;
  napi_create_string_utf8(env, "mixed", NAPI_AUTO_LENGTH, &text);
  return text;
}
