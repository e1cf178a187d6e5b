// The rules of the experimental version: finalizers run inside the garbage collector.

#define NAPI_EXPERIMENTAL
#define NODE_API_EXPERIMENTAL_NO_WARNING
#include "references.c"
