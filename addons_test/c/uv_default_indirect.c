// As uv_default.c, but the image does not say that it uses the default loop: there is no reference to it.

#define INDIRECT
#include "uv_default.c"
