/** The cards of the dashboard in the chosen order: half the width, or the whole of it. */

import type { Ask } from "../api/getDashboard";
import { useTopPlayers } from "../api/getTopPlayers";
import { RANKINGS, type Ranking } from "../api/types";
import type { CardName, Placed } from "../layout/layout";
import type { CardProps } from "./card";
import styles from "./cards.module.css";
import { GamesCard } from "./GamesCard";
import { HeatCard } from "./HeatCard";
import { MapCard } from "./map/MapCard";
import { RankingCard } from "./RankingCard";
import { RegionsCard } from "./RegionsCard";
import { SeriesCard } from "./SeriesCard";

interface Props extends CardProps {
  cards: readonly Placed<CardName>[];
  ask: Ask;
}

function isRanking(name: CardName): name is Ranking {
  return (RANKINGS as readonly string[]).includes(name);
}

export function Board({ cards, ask, ...given }: Props) {
  const { dashboard } = given;
  const players = useTopPlayers(
    ask,
    cards.some((card) => isRanking(card.name)),
  );
  const content = (name: CardName) => {
    if (isRanking(name)) return <RankingCard name={name} players={players} about={given.about} />;
    switch (name) {
      case "heat":
        return dashboard.heat ? <HeatCard {...given} /> : null;
      case "map":
        return dashboard.top_regions ? <MapCard {...given} /> : null;
      case "regions":
        return dashboard.top_regions ? <RegionsCard {...given} /> : null;
      case "games":
        return dashboard.top_games ? <GamesCard {...given} /> : null;
      default:
        return dashboard.series ? <SeriesCard name={name} {...given} /> : null;
    }
  };
  return (
    <div className={styles.board}>
      {cards.map(({ name, large }) => {
        const card = content(name);
        return card ? (
          <div key={name} data-card={name} data-large={large}>
            {card}
          </div>
        ) : null;
      })}
    </div>
  );
}
