// Built against V8's C++ API, as addons were before Node-API: it needs functions that only Node.js itself has.

void* isolate(void) __asm__("_ZN2v87Isolate10GetCurrentEv");
void node_module_register(void* module);

void* use(void) {
  node_module_register(0);
  return isolate();
}
