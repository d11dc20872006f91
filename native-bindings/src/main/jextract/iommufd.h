// Read by ../../../regenerate and by the test that compares the generated classes with the C compiler.
#include <linux/iommufd.h>
#include <linux/vfio.h>
