// Registers a module without an initialiser.

#define NAPI_VERSION 8
#include "common.h"

static napi_module module = {1, 0, __FILE__, NULL, "registration_empty", NULL, {0}};

__attribute__((constructor)) static void register_module(void) { napi_module_register(&module); }
