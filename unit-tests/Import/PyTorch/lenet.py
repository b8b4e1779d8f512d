#!/usr/bin/python3
"""Trains LeNet on Fashion-MNIST with PyTorch and exports it as ONNX, with samples for a calibration.

Needs Debian's python3-torch, python3-onnx and dataset-fashion-mnist.

    lenet.py FOLDER        writes FOLDER/lenet.onnx, FOLDER/samples.npy and prints the accuracy on the test set

Pixels are read as torchvision's ToTensor gives them: 0..255 become 0..1.
"""
import gzip
import pathlib
import sys

import numpy
import torch
from torch import nn

DATA = pathlib.Path("/usr/share/datasets/fashion-mnist")
EPOCHS, BATCH, RATE = 12, 64, 0.05


def idx(name):
    with gzip.open(DATA / name) as file:
        raw = file.read()
    sides = [int.from_bytes(raw[4 + 4 * axis:8 + 4 * axis], "big") for axis in range(raw[3])]
    return numpy.frombuffer(raw, numpy.uint8, offset=4 + 4 * raw[3]).reshape(sides)


def part(name):
    images = torch.from_numpy(idx(f"{name}-images-idx3-ubyte.gz").astype(numpy.float32) / 255).unsqueeze(1)
    return images, torch.from_numpy(idx(f"{name}-labels-idx1-ubyte.gz").astype(numpy.int64))


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2))
        self.classes = nn.Sequential(
            nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))

    def forward(self, x):
        return self.classes(self.features(x))


def accuracy(network, images, labels):
    network.eval()
    with torch.no_grad():
        right = sum((network(images[first:first + 500]).argmax(1) == labels[first:first + 500]).sum().item() for first in range(0, len(images), 500))
    return 100 * right / len(images)


def train(network, images, labels):
    optimiser = torch.optim.SGD(network.parameters(), RATE, momentum=0.9, nesterov=True, weight_decay=5e-4)
    steps = EPOCHS * (len(images) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps, pct_start=0.1)
    loss = nn.CrossEntropyLoss()
    for epoch in range(EPOCHS):
        network.train()
        order = torch.randperm(len(images))
        for step in range(len(images) // BATCH):
            chosen = order[step * BATCH:(step + 1) * BATCH]
            optimiser.zero_grad()
            loss(network(images[chosen]), labels[chosen]).backward()
            optimiser.step()
            schedule.step()
        print(f"epoch {epoch + 1}", flush=True)


def main(folder):
    torch.manual_seed(1)
    torch.set_num_threads(1)
    folder.mkdir(parents=True, exist_ok=True)
    images, labels = part("train")
    network = LeNet()
    train(network, images, labels)
    print(f"test: {accuracy(network, *part('t10k')):.2f} %")
    torch.onnx.export(network, images[:1], folder / "lenet.onnx", input_names=["image"], output_names=["logits"], opset_version=13)
    numpy.save(folder / "samples.npy", images[:256].numpy())


main(pathlib.Path(sys.argv[1]))
