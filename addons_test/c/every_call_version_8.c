// The rules of Node-API 8.

#define NAPI_VERSION 8
#include "every_call.c"
