"""What the embedded encoder understands: prompts with the attribute that should move, in standard deviations."""

from __future__ import annotations

from backend.clip import load_encoder
from backend.protocol.folders import data_folder
from backend.training.encoder.bench_words import make_pools, rates, read_prompts, score_prompts, table


def run() -> dict[str, float]:
    scores = score_prompts(load_encoder(), make_pools(data_folder() / "bench" / "words"), read_prompts())
    print(table(scores))
    found = {name: round(rate, 3) for name, rate in rates(scores).items()}
    print("   ".join(f"{name} {100 * rate:.0f} %" for name, rate in found.items()))
    deviations = {f"deviations: {s.prompt.text} ({s.prompt.attribute})": round(s.deviations, 2) for s in scores}
    return {"prompts": len(scores), **found, **deviations}


if __name__ == "__main__":
    run()
