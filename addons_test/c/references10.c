// The rules of Node-API 10: references to any value.

#define NAPI_VERSION 10
#include "references.c"
