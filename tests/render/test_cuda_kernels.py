"""The kernels are one source for CPU and CUDA; here they are compiled for CUDA, which needs no GPU."""

import re
import sys

import pytest

from backend.render import warp_launch


@pytest.mark.skipif(sys.platform == "darwin", reason="Warp has no CUDA compiler on macOS")
@pytest.mark.parametrize("architecture", [75, 90])
def test_every_kernel_compiles_for_cuda(tmp_path, architecture):
    warp, kernels = warp_launch._warp()
    module = next(iter(kernels.values())).module
    warp.compile_aot_module(module, arch=architecture, module_dir=tmp_path, use_ptx=True)
    (compiled,) = tmp_path.glob("*.ptx")
    entries = re.findall(r"\.entry (\w+)_[0-9a-f]+_cuda_kernel_forward", compiled.read_text())
    assert sorted(entries) == sorted(kernels)
