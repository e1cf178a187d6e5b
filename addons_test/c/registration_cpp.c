// Registers as a module for V8's C++ API of Node.js 18, from a constructor, and needs none of V8's functions to be loaded.

// `node::node_module`
static struct {
  int version;
  unsigned flags;
  void* handle;
  const char* file;
  void* initialise;
  void* initialise_in_context;
  const char* name;
  void* data;
  void* next;
} module = {108, 0, 0, __FILE__, 0, 0, "registration_cpp", 0, 0};

void node_module_register(void* module);

__attribute__((constructor)) static void register_module(void) { node_module_register(&module); }
