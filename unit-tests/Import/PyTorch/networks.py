#!/usr/bin/python3
"""Exports small networks of eight kinds from PyTorch, as people do: the files beside this script.

Needs Debian's python3-torch and python3-onnx.

    networks.py FOLDER

Weights are random, and batch normalisations have seen 64 random samples.
"""
import pathlib
import sys

import torch
from torch import nn


class LeNet(nn.Module):
    sides = (1, 28, 28)

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 12, 5), nn.ReLU(), nn.AvgPool2d(2))
        self.classes = nn.Sequential(nn.Linear(300, 32), nn.ReLU(), nn.Dropout(), nn.Linear(32, 10))

    def forward(self, x):
        x = self.features(x)
        return torch.log_softmax(self.classes(x.view(x.size(0), -1)), 1)


class Motion(nn.Module):
    """A 1-D network with BatchNorm1d."""
    sides = (3, 64)

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv1d(3, 12, 7, stride=2, padding=3, bias=False), nn.BatchNorm1d(12), nn.ReLU(), nn.MaxPool1d(2),
            nn.Conv1d(12, 20, 5, padding=2), nn.BatchNorm1d(20), nn.LeakyReLU(0.1), nn.AdaptiveAvgPool1d(1), nn.Flatten(),
            nn.Linear(20, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 6))

    def forward(self, x):
        return self.layers(x)


class Inverted(nn.Module):
    def __init__(self, before, after, stride, expansion):
        super().__init__()
        inner = before * expansion
        self.isResidual = stride == 1 and before == after
        self.layers = nn.Sequential(
            nn.Conv2d(before, inner, 1, bias=False), nn.BatchNorm2d(inner), nn.ReLU6(),
            nn.Conv2d(inner, inner, 3, stride, 1, groups=inner, bias=False), nn.BatchNorm2d(inner), nn.ReLU6(),
            nn.Conv2d(inner, after, 1, bias=False), nn.BatchNorm2d(after))

    def forward(self, x):
        return x + self.layers(x) if self.isResidual else self.layers(x)


class MobileNet(nn.Module):
    """Like MobileNetV2: ReLU6, inverted residuals."""
    sides = (3, 32, 32)

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU6(),
            Inverted(8, 8, 1, 3), Inverted(8, 12, 2, 3), Inverted(12, 12, 1, 3), Inverted(12, 16, 2, 3))
        self.classes = nn.Linear(16, 10)

    def forward(self, x):
        return self.classes(self.features(x).mean([2, 3]))


class DsCnn(nn.Module):
    """A keyword network: asymmetric padding, depthwise kernels."""
    sides = (1, 49, 10)

    def __init__(self):
        super().__init__()
        self.begin = nn.Sequential(nn.ZeroPad2d((1, 2, 4, 5)), nn.Conv2d(1, 16, (10, 4), (2, 2), bias=False), nn.BatchNorm2d(16), nn.ReLU())
        self.blocks = nn.Sequential(*[layer for _ in range(2) for layer in (
            nn.Conv2d(16, 16, 3, padding=1, groups=16, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 16, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU())])
        self.pool = nn.AvgPool2d((25, 5))
        self.classes = nn.Linear(16, 12)

    def forward(self, x):
        return torch.softmax(self.classes(self.pool(self.blocks(self.begin(x))).flatten(1)), 1)


class Basic(nn.Module):
    def __init__(self, before, after, stride):
        super().__init__()
        self.one, self.first = nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.BatchNorm2d(after)
        self.two, self.second = nn.Conv2d(after, after, 3, 1, 1, bias=False), nn.BatchNorm2d(after)
        self.short = nn.Sequential() if before == after else nn.Sequential(nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after))

    def forward(self, x):
        y = torch.relu(self.first(self.one(x)))
        return torch.relu(self.second(self.two(y)) + self.short(x))


class ResNet20(nn.Module):
    """ResNet-20 for 32x32 images, a quarter as wide."""
    sides = (3, 32, 32)

    def __init__(self):
        super().__init__()
        blocks = [Basic(before, after, stride) for before, after, stride in (
            (4, 4, 1), (4, 4, 1), (4, 4, 1), (4, 8, 2), (8, 8, 1), (8, 8, 1), (8, 16, 2), (16, 16, 1), (16, 16, 1))]
        self.begin = nn.Sequential(nn.Conv2d(3, 4, 3, 1, 1, bias=False), nn.BatchNorm2d(4), nn.ReLU())
        self.blocks, self.pool, self.classes = nn.Sequential(*blocks), nn.AdaptiveAvgPool2d(1), nn.Linear(16, 10)

    def forward(self, x):
        return self.classes(self.pool(self.blocks(self.begin(x))).flatten(1))


class Causal(nn.Module):
    def __init__(self, channels, dilation):
        super().__init__()
        self.pad = nn.ConstantPad1d((2 * dilation, 0), 0)
        self.layers = nn.Sequential(nn.Conv1d(channels, channels, 3, dilation=dilation), nn.BatchNorm1d(channels), nn.ReLU())

    def forward(self, x):
        return torch.relu(x + self.layers(self.pad(x)))


class Tcn(nn.Module):
    """A temporal network: causal kernels with dilation, residuals."""
    sides = (2, 48)

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv1d(2, 12, 1), nn.ReLU(), Causal(12, 1), Causal(12, 2), Causal(12, 4))
        self.classes = nn.Linear(12, 5)

    def forward(self, x):
        return self.classes(self.layers(x).mean(2))


class Autoencoder(nn.Module):
    """What it computes is not a class, but its input again."""
    sides = (64,)

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(64, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 64))

    def forward(self, x):
        return self.layers(x)


class Mlp(nn.Module):
    """Rows of a table."""
    sides = (20,)

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(20, 32), nn.Tanh(), nn.Linear(32, 24), nn.Hardswish(), nn.Linear(24, 4))

    def forward(self, x):
        return self.layers(x)


NETWORKS = {
    "lenet": LeNet, "motion": Motion, "mobilenet": MobileNet, "dscnn": DsCnn, "resnet20": ResNet20, "tcn": Tcn, "autoencoder": Autoencoder, "mlp": Mlp,
}


def main(folder):
    torch.set_num_threads(1)
    for name, kind in NETWORKS.items():
        torch.manual_seed(1)
        network = kind()
        for module in network.modules():
            if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
                module.momentum = None
                nn.init.uniform_(module.weight, 0.5, 1.5)
                nn.init.uniform_(module.bias, -0.5, 0.5)
        network.train()
        with torch.no_grad():
            network(torch.randn(64, *kind.sides))
        network.eval()
        torch.onnx.export(
            network, torch.randn(1, *kind.sides), folder / f"{name}.onnx", input_names=["input"], output_names=["output"], opset_version=14,
            dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}})


main(pathlib.Path(sys.argv[1]))
