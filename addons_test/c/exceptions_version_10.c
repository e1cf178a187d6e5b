// The rules of Node-API 10.

#define NAPI_VERSION 10
#include "exceptions.c"
